/** The mails about a connection in one list: automatic mails, and mails that a person sent. */
import { and, desc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import type { MailDelivery } from "@churned/domain/history";
import type { ConnectionMailKind } from "@churned/domain/notification";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { users } from "../tables/auth.ts";
import { oneOf } from "../tables/columns.ts";
import type { NotificationState } from "../tables/history.ts";
import { notifications } from "../tables/history.ts";
import { newestFirst } from "../client/newest-first.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { type NotificationRow, readableColumns } from "./notifications.ts";

/** A mail to a person of the tenant, with its sender. */
export interface MailRow extends NotificationRow {
  /** Null if the mail is automatic, or if the sender's account no longer exists. */
  readonly senderName: string | null;
}

interface OfConnection {
  readonly connectionId: string;
  readonly kinds: readonly ConnectionMailKind[];
}

function selectMails(tx: Tx, { connectionId, kinds }: OfConnection) {
  const { isOf, order } = newestFirst(tx, notifications, connectionId);
  const where = and(
    isOf,
    eq(notifications.channel, "mail"),
    inArray(notifications.kind, [...kinds]),
    ofTenant(tx, notifications.tenantId),
  );
  return { where, order };
}

/** Mails about a connection, newest first. */
export async function listConnectionMails(
  tx: Tx,
  request: PageRequest & OfConnection,
): Promise<PageOf<MailRow>> {
  const cursor = readCursor(request.cursor, "id");
  const { where, order } = selectMails(tx, request);
  const rows = await tx.orm
    .select({ row: readableColumns, senderName: users.name })
    .from(notifications)
    .leftJoin(users, eq(users.id, notifications.sentBy))
    .where(and(where, cursor && lt(notifications.id, cursor.id)))
    .orderBy(...order)
    .limit(request.limit + 1);
  return makePage(
    rows,
    request.limit,
    ({ row }) => ({ key: "", id: row.id }),
    ({ row, senderName }) => ({ ...row, senderName }),
  );
}

/**
 * The newest mail about a connection with this subject that was sent or queued since `since`; undefined if there is
 * none.
 */
export async function findSameMail(
  tx: Tx,
  request: OfConnection & { readonly subject: string; readonly since: Date },
): Promise<MailRow | undefined> {
  const { where, order } = selectMails(tx, request);
  const [found] = await tx.orm
    .select({ row: readableColumns, senderName: users.name })
    .from(notifications)
    .leftJoin(users, eq(users.id, notifications.sentBy))
    .where(
      and(
        where,
        eq(notifications.subject, request.subject),
        inArray(notifications.state, ["queued", "sent"]),
        gte(notifications.createdAt, request.since),
      ),
    )
    .orderBy(...order)
    .limit(1);
  return found && { ...found.row, senderName: found.senderName };
}

/** The newest mail about each of these connections. */
export async function findLatestMails(
  tx: Tx,
  connectionIds: readonly string[],
  kinds: readonly ConnectionMailKind[],
): Promise<Map<string, NotificationRow>> {
  if (connectionIds.length === 0) return new Map();
  const newest = tx.orm
    .select(readableColumns)
    .from(notifications)
    .where(
      and(
        eq(notifications.connectionId, sql`wanted.id`),
        eq(notifications.channel, "mail"),
        inArray(notifications.kind, [...kinds]),
        ofTenant(tx, notifications.tenantId),
      ),
    )
    .orderBy(desc(notifications.connectionId), desc(notifications.id))
    .limit(1)
    .as("newest");
  // The lateral join makes one index lookup for each connection, independent of its number of mails.
  const wanted = sql`unnest(${sql.param([...connectionIds])}::uuid[]) as wanted(id)`;
  const rows = await tx.orm
    .select()
    .from(wanted)
    .innerJoinLateral(newest, sql`true`);
  return new Map(rows.map(({ newest: row }) => [row.connectionId ?? "", row]));
}

const countIn = (...states: readonly NotificationState[]) =>
  sql<number>`count(*) filter (where ${notifications.state} in (${oneOf(states)}))`.mapWith(Number);

/** For each of these causes: how many of its mails were sent, how many wait, and how many could not be sent. */
export async function countDeliveries(
  tx: Tx,
  causes: readonly string[],
): Promise<Map<string, MailDelivery>> {
  if (causes.length === 0) return new Map();
  const rows = await tx.orm
    .select({
      cause: notifications.cause,
      sent: countIn("sent"),
      waiting: countIn("queued"),
      unsent: countIn("failed", "skipped"),
    })
    .from(notifications)
    .where(
      and(
        inArray(notifications.cause, [...causes]),
        eq(notifications.channel, "mail"),
        ofTenant(tx, notifications.tenantId),
      ),
    )
    .groupBy(notifications.cause);
  return new Map(rows.map(({ cause, ...delivery }) => [cause, delivery]));
}
