/** Lists the mails about a connection, for its page and for the panel of operators. */
import type { MailRow } from "@churned/db/notification";
import { listConnectionMails } from "@churned/db/notification";
import type { Actor } from "@churned/domain/shared";
import {
  connectionMailKinds,
  notificationTable,
  tenantMailKinds,
} from "@churned/domain/notification";
import type { ConnectionMail, QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { ofConnectionAtOnce } from "../context/of-connection.ts";
import { namePerson } from "../present/sign-line.ts";

/** The mails that the product or a person sent, newest first. Operators also see the mail that invited a guest. */
export async function listMails(
  ctx: ServiceContext,
  { id, ...page }: { readonly id: string } & QueryOf<"listMails">,
): Promise<ResponseOf<"listMails">> {
  const kinds = ctx.actor.kind === "customer" ? tenantMailKinds : connectionMailKinds;
  const { items, nextCursor } = await ofConnectionAtOnce(ctx, id, (tx) =>
    listConnectionMails(tx, { ...page, connectionId: id, kinds }),
  );
  return { items: presentMails(items, ctx.actor), nextCursor };
}

/**
 * Joins the rows of one mail, which has a row for each recipient, into one item. The rows of a mail are adjacent in the
 * list.
 */
export function presentMails(rows: readonly MailRow[], reader: Actor): ConnectionMail[] {
  const byCause = new Map<string, ConnectionMail>();
  for (const row of rows) {
    const recipient = presentRecipient(row);
    const known = byCause.get(row.cause);
    if (known === undefined)
      byCause.set(row.cause, { ...presentMail(row, reader), to: [recipient] });
    else known.to.push(recipient);
  }
  return [...byCause.values()];
}

function presentRecipient(row: MailRow): ConnectionMail["to"][number] {
  const { recipient: email, state, sentAt, nextAttemptAt, reason } = row;
  return {
    email,
    state,
    at: (state === "queued" ? nextAttemptAt : (sentAt ?? row.createdAt)).toISOString(),
    reason,
  };
}

function presentMail(row: MailRow, reader: Actor): Omit<ConnectionMail, "to"> {
  const { sentBy: role, hasSecretLink } = notificationTable[row.kind];
  return {
    id: row.id,
    at: row.createdAt.toISOString(),
    subject: row.subject,
    // Only the guest may see the link of an invitation.
    text: hasSecretLink ? null : row.body,
    by: role === "product" ? null : namePerson({ name: row.senderName, role }, reader),
  };
}
