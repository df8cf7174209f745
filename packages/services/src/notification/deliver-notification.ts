import { asOperator, claimNotification, concludeNotification } from "@churned/db";
import { retryDelayMs } from "@churned/domain";
import { asError } from "../context.ts";
import type { WorkerContext } from "../worker-context.ts";

const deliveryLeaseMs = 60_000;
/** After this many attempts a notification has failed; the last ones are ten minutes apart. */
const attemptsMax = 12;

/** Delivers the notification `id`, if it is due and nobody else does. Tried again by itself where the server refuses. */
export async function deliverNotification(ctx: WorkerContext, id: string): Promise<void> {
  const now = ctx.now();
  const claimed = await asOperator(ctx.db, ctx.actor, (tx) =>
    claimNotification(tx, id, { now, until: new Date(now.getTime() + deliveryLeaseMs) }),
  );
  if (claimed === undefined) return;
  const conclude = (ending: Parameters<typeof concludeNotification>[2]): Promise<void> =>
    asOperator(ctx.db, ctx.actor, (tx) => concludeNotification(tx, claimed, ending));
  if (claimed.channel === "slack" && ctx.deliver.slack === undefined) {
    await conclude({ state: "skipped", reason: "There is no Slack webhook." });
    return;
  }
  try {
    if (claimed.channel === "slack") await ctx.deliver.slack?.(claimed.body);
    else
      await ctx.deliver.mail({
        to: claimed.recipient,
        subject: claimed.subject,
        text: claimed.body,
      });
    const forgetsBody = claimed.kind === "password_link" && !ctx.deliver.keepsBody;
    await conclude({
      state: "sent",
      sentAt: ctx.now(),
      reason: null,
      ...(forgetsBody ? { body: "" } : {}),
    });
  } catch (error) {
    ctx.log.warn(
      { notificationId: id, attempt: claimed.attempt, err: asError(error) },
      "a notification was not delivered",
    );
    if (claimed.attempt >= attemptsMax) {
      await conclude({ state: "failed", reason: "The server refused it too often." });
      return;
    }
    const delayMs = retryDelayMs(claimed.attempt, ctx.random());
    await conclude({
      state: "queued",
      reason: "The server refused it.",
      nextAttemptAt: new Date(ctx.now().getTime() + delayMs),
    });
    await ctx.hints.hint("notify", id, { delayMs });
  }
}
