/** Texts for each policy: what the policy does, and what changes when an operator switches it. Pure. */
import type { PolicyName } from "@churned/domain/sync";

interface Turn {
  readonly question: string;
  readonly text: string;
  readonly action: string;
  readonly done: string;
}
interface PolicyWords {
  readonly title: string;
  readonly text: string;
  /** The words that follow "Churned" in the headline if the policy is on. */
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
  leave_out_archived: {
    title: "Leave out archived records",
    text: "Planhat hides archived records from its lists. Churned asks for them apart, so that an archived end user is not taken for a removed one. Where that goes wrong, it can be turned off: what is missing then is asked about by id, and where much is missing, an operator is asked.",
    doesItself: "leaves out archived records",
    on: {
      question: "Leave out archived records of every customer?",
      text: "From the next full sync on, Planhat is not asked for archived records. Those that landed stay as they are.",
      action: "Leave them out",
      done: "From now on, archived records are left out.",
    },
    off: {
      question: "Ask for archived records again?",
      text: "From the next full sync on, each model that knows archived records is asked for them.",
      action: "Ask for them",
      done: "From now on, archived records are asked for.",
    },
  },
};

/** One line about what Churned does automatically. */
export function headlineForPolicies(
  policies: readonly { readonly name: PolicyName; readonly isOn: boolean }[],
): string {
  const on = policies.filter(({ isOn }) => isOn).map(({ name }) => policyWords[name].doesItself);
  return on.length === 0 ? "Churned does nothing by itself" : `Churned ${on.join(" and ")}`;
}
