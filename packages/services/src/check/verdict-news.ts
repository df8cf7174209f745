/** Decides which verdicts appear on the timeline, and which verdicts the customer gets by mail. */
import type { CheckRow } from "@churned/db/check";
import type { ConnectionRow } from "@churned/db/connection";
import type { ConnectionChange } from "@churned/domain/connection";
import type { TimelineFact } from "@churned/domain/history";
import type { Verdict } from "@churned/domain/verdict";
import { destroysToken, mayRecover, splitDetail } from "@churned/domain/verdict";
import { isAskedByPerson } from "@churned/domain/check";
import { explainVerdict } from "@churned/domain/words";

/**
 * Whether a verdict is news for the timeline. If nobody asked for the check and it found the same as before, it is not.
 */
export function isNews(
  check: CheckRow,
  connection: ConnectionRow,
  change: ConnectionChange,
  verdict: Verdict,
): boolean {
  return (
    (check.trigger !== "scheduled" && check.trigger !== "incident") ||
    change.state !== connection.state ||
    (change.adoptsVerdict && verdict.kind !== connection.verdict)
  );
}

export function factOf(check: CheckRow, verdict: Verdict): TimelineFact {
  // The timeline contains only facts that stay true, so it does not say that some models are still being checked.
  const { detail } = splitDetail(verdict.detail);
  return {
    kind: "check_done",
    checkId: check.id,
    trigger: check.trigger,
    verdict: verdict.kind,
    models: verdict.models,
    ...(detail === undefined ? {} : { detail }),
    ...(check.requestedBy !== null && isAskedByPerson(check.trigger)
      ? { askedBy: check.requestedBy }
      : {}),
  };
}

/**
 * Whether to mail the customer: when the customer must act for the first time, when the required action changes, and
 * when the customer had left the page.
 */
export function mustBeMailed(
  check: CheckRow,
  connection: ConnectionRow,
  change: ConnectionChange,
  verdict: Verdict,
): boolean {
  // A verdict that may end by itself, such as an outage of a region, needs no mail, because the token is checked again
  // automatically.
  if (explainVerdict(verdict).audience !== "customer" || mayRecover(verdict)) return false;
  const isNew = change.state !== connection.state || verdict.kind !== connection.verdict;
  if (change.adoptsVerdict && change.state === "needs_customer" && isNew) return true;
  // An automatic check found that a candidate (a saved, unproven token) is worthless, when the customer had left the
  // page long ago.
  return (
    !isAskedByPerson(check.trigger) && destroysToken(verdict) && change.state === "awaiting_token"
  );
}
