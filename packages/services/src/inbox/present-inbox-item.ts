/** Converts an inbox item from its database row to its form in the HTTP API. */
import type { InboxRow } from "@churned/db/inbox";
import type { NotificationRow } from "@churned/db/notification";
import type { Language } from "@churned/domain/shared";
import type { Verdict } from "@churned/domain/verdict";
import { notificationTable } from "@churned/domain/notification";
import { causeOfRank, formatCause } from "@churned/domain/inbox";
import { describeImpact, nameCause } from "@churned/domain/words";
import type { InboxItem } from "@churned/domain/wire";
import { presentVerdict } from "../present/present-check.ts";
import { presentConnection } from "../present/present-connection.ts";

/** An inbox item as the list shows it, with the newest mail about the connection. */
export function presentListed(
  row: InboxRow,
  mail: NotificationRow | undefined,
  reading: { readonly now: Date; readonly language: Language },
): InboxItem {
  // A mail that is older than this item was about another need.
  const isOfThis = mail !== undefined && mail.createdAt >= row.since;
  return {
    ...presentInboxItem(row, reading.now, reading.language),
    mailed: isOfThis
      ? {
          at: (mail.sentAt ?? mail.createdAt).toISOString(),
          isSent: mail.state === "sent",
          isByHand: notificationTable[mail.kind].sentBy === "operator",
        }
      : null,
  };
}

/** The part of an inbox item that the list and the item's own page share. */
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
    cause: formatCause(cause),
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

/**
 * The verdict for which the connection needs someone: the connection's verdict, or the verdict of the candidate (a
 * saved token) that waits for a confirmation.
 */
export function verdictOfInboxItem({ connection, rank }: InboxRow): Verdict {
  if (causeOfRank(rank).need === "token_to_confirm")
    return { kind: "different_planhat", models: [] };
  // Without a verdict, the cause is unknown, and we must find it. So the verdict is `our_fault`.
  const { verdict, verdictModels: models, verdictDetail } = connection;
  return {
    kind: verdict ?? "our_fault",
    models,
    ...(verdictDetail === null ? {} : { detail: verdictDetail }),
  };
}
