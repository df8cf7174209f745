import type { Tx } from "@churned/db/client";
import { notifyChange } from "@churned/db/client";
import { insertNotification } from "@churned/db/notification";
import { listOperatorRows } from "@churned/db/tenant";
import type { NotificationChannel, OperatorNoticeKind } from "@churned/domain/notification";

type Operators = Awaited<ReturnType<typeof listOperatorRows>>;

interface Notice {
  readonly kind: OperatorNoticeKind;
  /** The event that the notice is about. Each cause is reported only once. */
  readonly cause: string;
  /**
   * The row that the notice is about, with its tenant. Null if the notice is about several tenants; its text then names
   * them.
   */
  readonly about: { readonly tenantId: string; readonly id: string } | null;
  readonly subject: string;
  /** The text of the Slack message. */
  readonly message: string;
  /** The text of the mail, between greeting and signature. */
  readonly mail: string;
}

/** For each channel: the recipients of a notice, and the text for each recipient. */
const copies: Readonly<
  Record<
    NotificationChannel,
    (
      notice: Notice,
      operators: Operators,
    ) => readonly { readonly recipient: string; readonly body: string }[]
  >
> = {
  slack: ({ message }) => [{ recipient: "operators", body: message }],
  mail: ({ mail }, operators) =>
    operators.map(({ email, name }) => ({
      recipient: email,
      body: `Hello ${name},\n\n${mail}\n\nChurned`,
    })),
};

/**
 * Notifies Churned's operators through every channel, once for each cause. Returns the ids of the new notifications.
 * The caller must send hints (jobs in the queue) for these ids after its commit.
 */
export async function tellOperators(tx: Tx, notice: Notice): Promise<string[]> {
  const { kind, cause, about, subject } = notice;
  const operators = await listOperatorRows(tx);
  const ids: string[] = [];
  for (const [channel, copy] of Object.entries(copies) as [
    NotificationChannel,
    (typeof copies)[NotificationChannel],
  ][])
    for (const { recipient, body } of copy(notice, operators)) {
      const tenantId = about?.tenantId ?? null;
      const row = { tenantId, kind, cause, subject, channel, recipient, body };
      const id = await insertNotification(tx, row);
      if (id !== undefined) ids.push(id);
    }
  if (about !== null)
    notifyChange(tx, { topic: "notification", id: about.id, tenantId: about.tenantId });
  return ids;
}
