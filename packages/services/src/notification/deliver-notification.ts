import { asOperator, claimNotification, concludeNotification } from "@churned/db";
import { retryDelayMs } from "@churned/domain";
import { asError } from "../context.ts";
import type { WorkerContext } from "../worker-context.ts";

const deliveryLeaseMs = 60_000;
/** After this many attempts, the last ones ten minutes apart, a notification has failed: about a day. */
const attemptsMax = 150;

/** Delivers the notification `id`, if it is due and nobody else does. Tried again by itself where the server refuses. */
export async function deliverNotification(ctx: WorkerContext, id: string): Promise<void> {
  const now = ctx.now();
  const claimed = await asOperator(ctx.db, ctx.actor, (tx) =>
    claimNotification(tx, id, { now, until: new Date(now.getTime() + deliveryLeaseMs) }),
  );
  if (claimed === undefined) return;
  const conclude = (ending: Parameters<typeof concludeNotification>[2]): Promise<void> =>
    asOperator(ctx.db, ctx.actor, (tx) => concludeNotification(tx, claimed, ending));
  const { mail, slack, keepsBody } = ctx.deliver;
  const { recipient: to, subject, body: text } = claimed;
  const send =
    claimed.channel === "slack"
      ? slack && (() => slack(text))
      : mail && (() => mail({ to, subject, text }));
  // The link of such a mail is a secret: once nobody needs it here, it is forgotten.
  const isSecret = claimed.kind === "password_link" || claimed.kind === "invitation";
  const forgotten = isSecret && !keepsBody ? { body: "" } : {};
  if (send === undefined) {
    const reason =
      claimed.channel === "slack" ? "There is no Slack webhook." : "There is no mail server.";
    await conclude({ state: "skipped", reason, ...forgotten });
    return;
  }
  const error = await send().then(
    () => undefined,
    (thrown: unknown) => asError(thrown),
  );
  if (error === undefined) {
    await conclude({ state: "sent", sentAt: ctx.now(), reason: null, ...forgotten });
    return;
  }
  ctx.log.warn(
    { notificationId: id, attempt: claimed.attempt, err: error },
    "a notification was not delivered",
  );
  if (claimed.attempt >= attemptsMax) {
    await conclude({ state: "failed", reason: "The server refused it too often.", ...forgotten });
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
