/** What each policy does, in words, and what switching it changes. Pure. */
import type { PolicyName } from "@churned/domain";

interface Turn {
  readonly question: string;
  readonly text: string;
  readonly action: string;
  readonly done: string;
}
interface PolicyWords {
  readonly title: string;
  readonly text: string;
  /** In the headline, after "Churned". */
  readonly doesItself: string;
  readonly on: Turn;
  readonly off: Turn;
}

export const policyWords: Readonly<Record<PolicyName, PolicyWords>> = {
  approve_sync_requests: {
    title: "Approve sync requests",
    text: "A customer who presses Notify Churned gets their sync within a minute, without waiting for anybody. Where the token does not work right then, the request waits until it does.",
    doesItself: "approves sync requests by itself",
    on: {
      question: "Approve every sync request by itself?",
      text: "Requests that wait now are approved within a minute, and every later one too, whatever its size. You can still cancel a sync and answer what it finds missing.",
      action: "Approve by itself",
      done: "From now on, sync requests are approved by themselves.",
    },
    off: {
      question: "Ask an operator about each sync request again?",
      text: "Requests wait under Sync requests until somebody says yes or no. Syncs that were approved go on.",
      action: "Ask an operator",
      done: "From now on, an operator is asked about each sync request.",
    },
  },
};

/** What is done without anybody, in a line. */
export function headlineForPolicies(
  policies: readonly { readonly name: PolicyName; readonly isOn: boolean }[],
): string {
  const on = policies.filter(({ isOn }) => isOn).map(({ name }) => policyWords[name].doesItself);
  return on.length === 0 ? "Churned does nothing by itself" : `Churned ${on.join(" and ")}`;
}
