import type { NotificationRow } from "@churned/db/notification";
import { claimNotification, concludeNotification } from "@churned/db/notification";
import { asOperator, notifyChange } from "@churned/db/client";
import { findTenant } from "@churned/db/tenant";
import type { NotificationChannel } from "@churned/domain/notification";
import {
  deliveryAttemptsMax,
  heldMailKinds,
  mailsJoinedMax,
  notificationTable,
} from "@churned/domain/notification";
import { joinMails } from "@churned/domain/words";
import { retryDelayMs, defaultLanguage } from "@churned/domain/shared";
import { asError } from "../context/context.ts";
import type { WorkerContext } from "../context/worker-context.ts";

const deliveryLeaseMs = 60_000;

/** The reason for skipping a notification if its channel is not set up. */
const notSetUp: Readonly<Record<NotificationChannel, string>> = {
  mail: "There is no mail server.",
  slack: "There is no Slack webhook.",
};

type Claimed = readonly [NotificationRow, ...NotificationRow[]];
type Ending = Parameters<typeof concludeNotification>[2];

/**
 * Delivers the notification `id` if it is due and no other worker delivers it. Mails that wait for the same person are
 * joined with it. If the server refuses, the notification is queued for another attempt.
 */
export async function deliverNotification(ctx: WorkerContext, id: string): Promise<void> {
  const now = ctx.now();
  const lease = { now, until: new Date(now.getTime() + deliveryLeaseMs) };
  const joins = { kinds: heldMailKinds, max: mailsJoinedMax };
  const found = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const claimed = await claimNotification(tx, id, lease, joins);
    const tenantId = claimed?.[0].tenantId ?? null;
    const tenant = tenantId === null ? undefined : await findTenant(tx, tenantId);
    return claimed && { claimed, language: tenant?.language ?? defaultLanguage };
  });
  if (found === undefined) return;
  const { claimed, language } = found;
  const [lead] = claimed;
  const send = ctx.deliver.send[lead.channel];
  if (send === undefined) {
    const reason = notSetUp[lead.channel];
    await conclude(ctx, claimed, () => ({ state: "skipped", reason }));
    return;
  }
  const { subject, body: text } = joinMails(claimed, language);
  const error = await send({ to: lead.recipient, subject, text }).then(
    () => undefined,
    (thrown: unknown) => asError(thrown),
  );
  if (error === undefined) {
    const sentAt = ctx.now();
    await conclude(ctx, claimed, (row) => ({
      state: "sent",
      sentAt,
      reason: null,
      ...(row.id === lead.id ? {} : { joinedTo: lead.id }),
    }));
    return;
  }
  ctx.log.warn(
    { notificationId: id, attempt: lead.attempt, err: error },
    "could not deliver a notification",
  );
  const delayMs = retryDelayMs(lead.attempt, ctx.random());
  const nextAttemptAt = new Date(ctx.now().getTime() + delayMs);
  await conclude(ctx, claimed, ({ attempt }) =>
    attempt >= deliveryAttemptsMax
      ? { state: "failed", reason: "The server refused it too often." }
      : { state: "queued", reason: "The server refused it.", nextAttemptAt },
  );
  if (lead.attempt < deliveryAttemptsMax) await ctx.hints.hint("notify", id, { delayMs });
}

async function conclude(
  ctx: WorkerContext,
  claimed: Claimed,
  endingOf: (row: NotificationRow) => Ending,
): Promise<void> {
  await asOperator(ctx.db, ctx.actor, async (tx) => {
    for (const row of claimed) {
      const ending = endingOf(row);
      // The link in such a mail is a secret. Delete the text as soon as no further attempt needs it.
      const isSecret = notificationTable[row.kind].hasSecretLink;
      const isOver = ending.state !== "queued";
      const forgotten = isSecret && isOver && !ctx.deliver.keepsBody ? { body: "" } : {};
      await concludeNotification(tx, row, { ...ending, ...forgotten });
      const { tenantId, connectionId } = row;
      if (tenantId !== null && connectionId !== null)
        notifyChange(tx, { topic: "notification", id: connectionId, connectionId, tenantId });
    }
  });
}
