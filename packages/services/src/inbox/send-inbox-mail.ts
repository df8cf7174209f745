import { createHash } from "node:crypto";
import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit } from "@churned/db/history";
import { findSameMail } from "@churned/db/notification";
import { AppError } from "@churned/domain/shared";
import { sameMailMs } from "@churned/domain/notification";

import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { presentMails } from "../notification/list-mails.ts";
import { queueReadyMail } from "../notification/queue-notifications.ts";
import { requireInboxItem } from "./read-inbox-items.ts";

/**
 * Sends the mail that the operator edited to the people of the customer. The same text is sent at most once a day. If
 * the product or a person recently sent a mail with the same subject, nothing is sent, and that earlier mail is
 * returned. To send the mail anyway, pass the id of the earlier mail as `after`.
 */
export async function sendInboxMail(
  ctx: ServiceContext,
  input: {
    readonly id: string;
    readonly subject: string;
    readonly body: string;
    readonly after?: string | undefined;
  },
): Promise<ResponseOf<"sendInboxMail">> {
  requireOperator(ctx);
  const { id, subject, body, after } = input;
  const text = createHash("sha256").update(`${subject}\n${body}`).digest("base64url");
  const day = ctx.now().toISOString().slice(0, 10);
  const cause = ["ready_mail", id, day, text, ...(after === undefined ? [] : [after])].join(":");
  const { ids, sentTo, sameMail } = await asOperator(ctx.db, ctx.actor, async (tx) => {
    await lockConnection(tx, id);
    const { connection } = await requireInboxItem(ctx, tx, id);
    const { tenantId } = connection;
    const same = await findSameMail(tx, {
      connectionId: id,
      kinds: ["verdict", "ready_mail"],
      subject,
      since: new Date(ctx.now().getTime() - sameMailMs),
    });
    if (same !== undefined && same.cause !== cause && same.id !== after)
      return { ids: [], sentTo: [], sameMail: presentMails([same], ctx.actor)[0] ?? null };
    const queued = await queueReadyMail(ctx, tx, connection, { cause, subject, body });
    if (queued.sentTo.length === 0)
      throw new AppError("CONFLICT", "This tenant has nobody who could be written to.");
    if (queued.ids.length > 0) {
      addAudit(tx, {
        tenantId,
        action: "problem.mail",
        subjectId: id,
        reason: subject,
        request: ctx.request,
      });
      notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    }
    return { ...queued, sameMail: null };
  });
  for (const notificationId of ids) await ctx.hints.hint("notify", notificationId);
  return { sentTo: [...sentTo], isNew: ids.length > 0, sameMail };
}
