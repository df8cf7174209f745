import { createHash } from "node:crypto";
import { addAudit, addFact, asOperator, lockConnection, notifyChange } from "@churned/db";
import { AppError } from "@churned/domain";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context.ts";
import { requireOperator } from "../context.ts";
import { queueReadyMail } from "../notification/queue-notifications.ts";
import { requireProblem } from "./read-problems.ts";

/** Sends the customer's people the mail as the operator left it. The same text goes out once a day, however often it is sent. */
export async function sendProblemMail(
  ctx: ServiceContext,
  input: { readonly id: string; readonly subject: string; readonly body: string },
): Promise<ResponseOf<"sendProblemMail">> {
  requireOperator(ctx);
  const { id, subject, body } = input;
  const text = createHash("sha256").update(`${subject}\n${body}`).digest("base64url");
  const cause = `${id}:${ctx.now().toISOString().slice(0, 10)}:${text}`;
  const { ids, sentTo } = await asOperator(ctx.db, ctx.actor, async (tx) => {
    await lockConnection(tx, id);
    const { connection } = await requireProblem(ctx, tx, id);
    const { tenantId } = connection;
    const queued = await queueReadyMail(tx, connection, { cause, subject, body });
    if (queued.sentTo.length === 0)
      throw new AppError("CONFLICT", "This tenant has nobody who could be written to.");
    if (queued.ids.length > 0) {
      addFact(tx, connection, {
        kind: "mail_sent",
        subject,
        recipients: queued.ids.length,
      });
      addAudit(tx, {
        tenantId,
        action: "problem.mail",
        subjectId: id,
        reason: subject,
        requestId: ctx.requestId,
      });
      notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    }
    return queued;
  });
  for (const notificationId of ids) await ctx.hints.hint("notify", notificationId);
  return { sentTo: [...sentTo], isNew: ids.length > 0 };
}
