import type { Tx } from "@churned/db";
import { insertNotification, listOperators } from "@churned/db";

/** Tells Churned's operators one thing, once: one message in Slack and one mail to each. The ids of what is new. */
export async function tellOperators(
  tx: Tx,
  notice: {
    readonly kind: "incident" | "doubt_lasts";
    readonly cause: string;
    readonly subject: string;
    readonly text: string;
    readonly link: string;
  },
): Promise<string[]> {
  const { kind, cause, subject, text, link } = notice;
  // Of all tenants, or nobody's in particular: the words name whom it concerns.
  const common = { tenantId: null, kind, cause, subject } as const;
  const ids = [
    await insertNotification(tx, {
      ...common,
      channel: "slack",
      recipient: "operators",
      body: `${subject}. ${link}`,
    }),
  ];
  for (const person of await listOperators(tx))
    ids.push(
      await insertNotification(tx, {
        ...common,
        channel: "mail",
        recipient: person.email,
        body: `Hello ${person.name},\n\n${subject}. ${text}\n\n${link}\n\nChurned`,
      }),
    );
  return ids.filter((id) => id !== undefined);
}
