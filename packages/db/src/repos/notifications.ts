import { and, asc, desc, eq, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { Tx } from "../database.ts";
import type { notificationChannels, notificationKinds } from "../schema/history.ts";
import { notifications } from "../schema/history.ts";
import { ofTenant } from "../tenant-filter.ts";

export type NotificationRow = typeof notifications.$inferSelect;

/** Adds a notification, once for each cause, channel and recipient; its id, or undefined where it was told before. */
export async function insertNotification(
  tx: Tx,
  notification: {
    readonly tenantId: string | null;
    readonly kind: (typeof notificationKinds)[number];
    readonly channel: (typeof notificationChannels)[number];
    readonly cause: string;
    readonly recipient: string;
    readonly subject: string;
    readonly body: string;
  },
): Promise<string | undefined> {
  const [row] = await tx.orm
    .insert(notifications)
    .values(notification)
    .onConflictDoNothing()
    .returning({ id: notifications.id });
  return row?.id;
}

/** Claims a queued notification that is due and that nobody holds. */
export async function claimNotification(
  tx: Tx,
  id: string,
  lease: { readonly now: Date; readonly until: Date },
): Promise<NotificationRow | undefined> {
  const [row] = await tx.orm
    .update(notifications)
    .set({
      epoch: sql`${notifications.epoch} + 1`,
      attempt: sql`${notifications.attempt} + 1`,
      leaseUntil: lease.until,
    })
    .where(
      and(
        eq(notifications.id, id),
        eq(notifications.state, "queued"),
        lte(notifications.nextAttemptAt, lease.now),
        or(isNull(notifications.leaseUntil), lt(notifications.leaseUntil, lease.now)),
        ofTenant(tx, notifications.tenantId),
      ),
    )
    .returning();
  return row;
}

/** Writes how a delivery ended, while it is held. */
export async function concludeNotification(
  tx: Tx,
  hold: { readonly id: string; readonly epoch: number },
  ending: {
    readonly state: NotificationRow["state"];
    readonly reason?: string | null;
    readonly sentAt?: Date;
    readonly nextAttemptAt?: Date;
    readonly body?: string;
  },
): Promise<void> {
  await tx.orm
    .update(notifications)
    .set({ ...ending, leaseUntil: null })
    .where(
      and(
        eq(notifications.id, hold.id),
        eq(notifications.epoch, hold.epoch),
        ofTenant(tx, notifications.tenantId),
      ),
    );
}

/** Notifications whose hint may be lost. */
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

/** The newest mails: the outbox that the demo shows. */
export async function listMails(tx: Tx, limit: number): Promise<NotificationRow[]> {
  return await tx.orm
    .select()
    .from(notifications)
    .where(and(eq(notifications.channel, "mail"), ofTenant(tx, notifications.tenantId)))
    .orderBy(desc(notifications.id))
    .limit(limit);
}
