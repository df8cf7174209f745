/**
 * Decides which verdicts are news for the timeline, and which ones the customer gets by mail.
 */
import type { CheckRow } from "@churned/db/check";
import type { ConnectionRow } from "@churned/db/connection";
import type { ConnectionChange } from "@churned/domain/connection";
import type { TimelineFact } from "@churned/domain/history";
import type { Verdict } from "@churned/domain/verdict";
import { destroysToken, mayRecover, splitDetail } from "@churned/domain/verdict";
import { isAskedByPerson } from "@churned/domain/check";
import { explainVerdict } from "@churned/domain/words";

/** Whether a verdict is news. A check that nobody asked for and that found the same as before is not. */
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
  // The timeline keeps only what stays true, so it does not say that some models are still being checked.
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

/** Whether to mail the customer: when a task becomes theirs, when it changes, and when they had left the page. */
export function mustBeMailed(
  check: CheckRow,
  connection: ConnectionRow,
  change: ConnectionChange,
  verdict: Verdict,
): boolean {
  // A verdict that may pass by itself, such as a region's outage, needs no mail: it is checked again automatically.
  if (explainVerdict(verdict).audience !== "customer" || mayRecover(verdict)) return false;
  const isNew = change.state !== connection.state || verdict.kind !== connection.verdict;
  if (change.adoptsVerdict && change.state === "needs_customer" && isNew) return true;
  // A kept candidate turned out useless in an automatic check, when the customer had long left the page.
  return (
    !isAskedByPerson(check.trigger) && destroysToken(verdict) && change.state === "awaiting_token"
  );
}
