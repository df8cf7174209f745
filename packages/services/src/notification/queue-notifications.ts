/** What people are told, as rows with their cause: one cause, one notification for each recipient, however often it is tried. */
import type { ConnectionRow, ConnectionView, Tx } from "@churned/db";
import { insertNotification, listMembers, listOperators, notifyChange } from "@churned/db";
import type { Verdict } from "@churned/domain";
import { explainVerdict } from "@churned/domain";
import type { ServiceContext } from "../context.ts";

/** Tells the customer's people of a verdict that they must act on. */
export async function queueVerdictMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
  event: { readonly checkId: string; readonly verdict: Verdict },
): Promise<void> {
  const { title, explanation, remedy } = explainVerdict(event.verdict);
  const steps = remedy.map((step, index) => `${index + 1}. ${step}`).join("\n");
  for (const person of await listMembers(tx, connection.tenantId))
    await insertNotification(tx, {
      tenantId: connection.tenantId,
      kind: "verdict",
      channel: "mail",
      cause: `verdict:${event.checkId}`,
      recipient: person.email,
      subject: title,
      body: `Hello ${person.name},\n\n${title}. ${explanation}\n\nWhat to do:\n${steps}\n\n${ctx.appUrl}/planhat\n\nChurned`,
    });
  await notifyChange(tx, {
    topic: "notification",
    id: event.checkId,
    tenantId: connection.tenantId,
  });
}

/** Tells Churned's operators that a customer asks to begin syncing. */
export async function queueSyncRequestMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  syncRequestId: string,
): Promise<string[]> {
  const subject = `${connection.tenantName} asks to begin syncing`;
  const link = `${ctx.appUrl}/sync-requests`;
  const common = {
    tenantId: connection.tenantId,
    kind: "sync_requested",
    cause: `sync_request:${syncRequestId}`,
    subject,
  } as const;
  const ids = [
    await insertNotification(tx, {
      ...common,
      channel: "slack",
      recipient: "operators",
      body: `${subject}: ${link}`,
    }),
  ];
  for (const person of await listOperators(tx))
    ids.push(
      await insertNotification(tx, {
        ...common,
        channel: "mail",
        recipient: person.email,
        body: `Hello ${person.name},\n\n${connection.tenantName} connected Planhat (${connection.name}) and asks Churned to begin syncing.\n\nApprove or decline: ${link}\n\nChurned`,
      }),
    );
  await notifyChange(tx, {
    topic: "notification",
    id: syncRequestId,
    tenantId: connection.tenantId,
  });
  return ids.filter((id) => id !== undefined);
}

/** Tells the customer's people that their request was declined, and why. */
export async function queueDeclinedMail(
  ctx: ServiceContext,
  tx: Tx,
  request: { readonly id: string; readonly tenantId: string },
  reason: string,
): Promise<string[]> {
  const ids: (string | undefined)[] = [];
  for (const person of await listMembers(tx, request.tenantId))
    ids.push(
      await insertNotification(tx, {
        tenantId: request.tenantId,
        kind: "sync_declined",
        channel: "mail",
        cause: `sync_declined:${request.id}`,
        recipient: person.email,
        subject: "Churned has not begun syncing yet",
        body: `Hello ${person.name},\n\nChurned read your request and has not begun syncing. The reason:\n\n${reason}\n\nYou can ask again here: ${ctx.appUrl}/sync\n\nChurned`,
      }),
    );
  await notifyChange(tx, { topic: "notification", id: request.id, tenantId: request.tenantId });
  return ids.filter((id) => id !== undefined);
}

/** Sends a person the link that sets their password. The link is a secret: a delivered mail keeps no copy of it. */
export async function queuePasswordLink(
  tx: Tx,
  link: {
    readonly email: string;
    readonly name: string;
    readonly url: string;
    readonly cause: string;
    readonly tenantId: string | null;
  },
): Promise<string | undefined> {
  return await insertNotification(tx, {
    tenantId: link.tenantId,
    kind: "password_link",
    channel: "mail",
    cause: `password_link:${link.cause}`,
    recipient: link.email,
    subject: "Set your password for Churned Connect",
    body: `Hello ${link.name},\n\nSet your password here, within a day:\n${link.url}\n\nChurned`,
  });
}
