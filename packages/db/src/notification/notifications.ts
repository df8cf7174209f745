import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNull,
  lt,
  lte,
  ne,
  or,
  sql,
} from "drizzle-orm";
import type { Language } from "@churned/domain/shared";
import type { Tx } from "../client/database.ts";
import { notifications } from "../tables/history.ts";
import { tenants } from "../tables/tenant.ts";
import { ofTenant } from "../client/tenant-filter.ts";

export type NotificationRow = typeof notifications.$inferSelect;

/**
 * The columns of a notification for a transaction of the API, whose role may not read `body`. The function gives the
 * text to readers of the mail, but never a secret link that was not delivered yet; then the text is empty.
 */
export const readableColumns = {
  ...getTableColumns(notifications),
  body: sql<string>`coalesce(app.mail_text(${notifications.id}), '')`.as("body"),
};

/**
 * Adds a notification, once for each cause, channel and recipient. Returns its id; undefined if the notification
 * already exists. The id is made here and not read with RETURNING, because the writer may not be allowed to read the
 * row.
 */
export async function insertNotification(
  tx: Tx,
  notification: Pick<
    NotificationRow,
    "tenantId" | "kind" | "channel" | "cause" | "recipient" | "subject" | "body"
  > &
    Partial<Pick<NotificationRow, "connectionId" | "sentBy" | "createdAt" | "nextAttemptAt">>,
): Promise<string | undefined> {
  const { rows } = await tx.orm.execute<{ id: string }>(sql`select uuidv7() as id`);
  const id = rows[0]?.id;
  const { rowCount } = await tx.orm
    .insert(notifications)
    .values({ ...notification, ...(id === undefined ? {} : { id }) })
    .onConflictDoNothing();
  return rowCount === 0 ? undefined : id;
}

/** Whether a recipient has a notification with this cause, sent or not. */
export async function hasNotification(
  tx: Tx,
  of: Pick<NotificationRow, "cause" | "channel" | "recipient">,
): Promise<boolean> {
  const rows = await tx.orm
    .select({ id: notifications.id })
    .from(notifications)
    .where(
      and(
        eq(notifications.cause, of.cause),
        eq(notifications.channel, of.channel),
        eq(notifications.recipient, of.recipient),
        ofTenant(tx, notifications.tenantId),
      ),
    );
  return rows.length > 0;
}

interface Lease {
  readonly now: Date;
  readonly until: Date;
}

const isFree = (lease: Lease) =>
  and(
    eq(notifications.state, "queued"),
    or(isNull(notifications.leaseUntil), lt(notifications.leaseUntil, lease.now)),
  );
const taken = (lease: Lease) => ({
  epoch: sql`${notifications.epoch} + 1`,
  attempt: sql`${notifications.attempt} + 1`,
  leaseUntil: lease.until,
});

/**
 * Claims a queued notification that is due and has no valid lease. If its kind may be joined with other mails, also
 * claims the queued mails of the same tenant to the same person, the oldest first. The result begins with the
 * notification itself. Returns undefined if the notification cannot be claimed.
 */
export async function claimNotification(
  tx: Tx,
  id: string,
  lease: Lease,
  joins: { readonly kinds: readonly NotificationRow["kind"][]; readonly max: number },
): Promise<[NotificationRow, ...NotificationRow[]] | undefined> {
  const mine = eq(notifications.id, id);
  const [found] = await tx.orm
    .select({ recipient: notifications.recipient })
    .from(notifications)
    .where(and(mine, ofTenant(tx, notifications.tenantId)));
  if (found === undefined) return undefined;
  // With this lock, one worker claims all waiting mails to a person. Without it, two workers could each claim a part.
  await tx.orm.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`mail:${found.recipient}`}, 0))`,
  );
  const [row] = await tx.orm
    .update(notifications)
    .set(taken(lease))
    .where(
      and(
        mine,
        isFree(lease),
        lte(notifications.nextAttemptAt, lease.now),
        ofTenant(tx, notifications.tenantId),
      ),
    )
    .returning();
  if (row === undefined) return undefined;
  if (row.channel !== "mail" || row.tenantId === null || !joins.kinds.includes(row.kind))
    return [row];
  const others = tx.orm
    .select({ id: notifications.id })
    .from(notifications)
    .where(
      and(
        ne(notifications.id, id),
        isFree(lease),
        eq(notifications.channel, "mail"),
        eq(notifications.recipient, row.recipient),
        eq(notifications.tenantId, row.tenantId),
        inArray(notifications.kind, [...joins.kinds]),
      ),
    )
    .orderBy(asc(notifications.id))
    .limit(joins.max - 1);
  const joined = await tx.orm
    .update(notifications)
    .set(taken(lease))
    .where(and(inArray(notifications.id, others), ofTenant(tx, notifications.tenantId)))
    .returning();
  return [row, ...joined.toSorted((a, b) => (a.id < b.id ? -1 : 1))];
}

/** Stores how a delivery ended, unless the claim is lost. */
export async function concludeNotification(
  tx: Tx,
  claim: { readonly id: string; readonly epoch: number },
  ending: {
    readonly state: NotificationRow["state"];
    readonly reason?: string | null;
    readonly sentAt?: Date;
    readonly nextAttemptAt?: Date;
    readonly body?: string;
    readonly joinedTo?: string;
  },
): Promise<void> {
  await tx.orm
    .update(notifications)
    .set({ ...ending, leaseUntil: null })
    .where(
      and(
        eq(notifications.id, claim.id),
        eq(notifications.epoch, claim.epoch),
        ofTenant(tx, notifications.tenantId),
      ),
    );
}

/** Notifications whose hint (the job in the queue) may be lost. */
export async function listOverdueNotifications(
  tx: Tx,
  request: { readonly dueBefore: Date; readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.orm
    .select({ id: notifications.id })
    .from(notifications)
    .where(
      and(
        eq(notifications.state, "queued"),
        lte(notifications.nextAttemptAt, request.dueBefore),
        or(isNull(notifications.leaseUntil), lt(notifications.leaseUntil, request.now)),
        ofTenant(tx, notifications.tenantId),
      ),
    )
    .orderBy(asc(notifications.nextAttemptAt))
    .limit(request.limit);
  return rows.map(({ id }) => id);
}

/** The newest mails with their language, for the outbox of the demo. */
export async function listOutboxMails(
  tx: Tx,
  limit: number,
): Promise<(NotificationRow & { readonly language: Language | null })[]> {
  const rows = await tx.orm
    .select({ row: readableColumns, language: tenants.language })
    .from(notifications)
    .leftJoin(tenants, eq(tenants.id, notifications.tenantId))
    .where(and(eq(notifications.channel, "mail"), ofTenant(tx, notifications.tenantId)))
    .orderBy(desc(notifications.id))
    .limit(limit);
  return rows.map(({ row, language }) => ({ ...row, language }));
}
