/** What of a check's verdict is news, and who is told. */
import type { CheckRow } from "@churned/db/check";
import type { ConnectionRow } from "@churned/db/connection";
import type { ConnectionChange } from "@churned/domain/connection";
import type { TimelineFact } from "@churned/domain/history";
import type { Verdict } from "@churned/domain/verdict";
import { isAskedByPerson } from "@churned/domain/check";
import { destroysCandidate, mayRecover, splitDetail } from "@churned/domain/verdict";
import { explainVerdict } from "@churned/domain/words";

/** A test that nobody asked for and that found what it always finds is not news. */
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
  // The timeline tells what stays true: not that something is still being looked at.
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

/** One mail for each thing the customer must do: when it becomes theirs, when it changes, and when nobody was looking. */
export function mustBeMailed(
  check: CheckRow,
  connection: ConnectionRow,
  change: ConnectionChange,
  verdict: Verdict,
): boolean {
  // What may be a region's outage is shown to whoever looks, and no mail says so: it is tested again by itself.
  if (explainVerdict(verdict).audience !== "customer" || mayRecover(verdict)) return false;
  const isNew = change.state !== connection.state || verdict.kind !== connection.verdict;
  if (change.adoptsVerdict && change.state === "needs_customer" && isNew) return true;
  // A kept token that turned out worthless when it was tested by itself: the page is long closed.
  return (
    !isAskedByPerson(check.trigger) &&
    destroysCandidate(verdict) &&
    change.state === "awaiting_token"
  );
}
