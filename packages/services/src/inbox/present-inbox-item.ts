/** From a problem's row to what travels. */
import type { InboxRow } from "@churned/db/inbox";
import type { NotificationRow } from "@churned/db/notification";
import type { Language } from "@churned/domain/shared";
import type { Verdict } from "@churned/domain/verdict";
import { causeOfRank, describeImpact, nameCause, spellCause } from "@churned/domain/inbox";
import type { InboxItem } from "@churned/domain/wire";
import { presentConnection, presentVerdict } from "../present/present.ts";

/** A problem as the list shows it, with the newest mail about it. */
export function presentListed(
  row: InboxRow,
  mail: NotificationRow | undefined,
  reading: { readonly now: Date; readonly language: Language },
): InboxItem {
  // A mail about an earlier problem says nothing about this one.
  const isOfThis = mail !== undefined && mail.createdAt >= row.since;
  return {
    ...presentInboxItem(row, reading.now, reading.language),
    mailed: isOfThis
      ? {
          at: (mail.sentAt ?? mail.createdAt).toISOString(),
          isSent: mail.state === "sent",
          isByHand: mail.kind === "ready_mail",
        }
      : null,
  };
}

/** What is the same of a problem in the list and alone. */
export function presentInboxItem(
  row: InboxRow,
  now: Date,
  language: Language,
): Omit<InboxItem, "mailed"> {
  const { connection, assignee, notes } = row;
  const cause = causeOfRank(row.rank);
  const hasOwnName =
    cause.need === "decision" || cause.need === "held_deletes" || cause.need === "unread_models";
  return {
    connection: presentConnection(connection),
    cause: spellCause(cause),
    title: hasOwnName
      ? nameCause(cause, language)
      : presentVerdict(verdictOfInboxItem(row), language).title,
    impact: describeImpact(
      cause,
      { freshAt: connection.freshAt, workedSince: connection.workedSince, now },
      language,
    ),
    since: row.since.toISOString(),
    assignee,
    snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
    notes,
  };
}

/** The verdict that somebody is needed for: the connection's, or that of the token which waits. */
export function verdictOfInboxItem({ connection, rank }: InboxRow): Verdict {
  if (causeOfRank(rank).need === "token_to_confirm")
    return { kind: "different_planhat", models: [] };
  // Without a verdict nobody knows why, which is ours to find out.
  const { verdict, verdictModels: models, verdictDetail } = connection;
  return {
    kind: verdict ?? "our_fault",
    models,
    ...(verdictDetail === null ? {} : { detail: verdictDetail }),
  };
}
