import type { Deliver } from "@churned/services";
import { createTransport } from "nodemailer";
import type { WorkerEnv } from "./env.ts";

const timeoutMs = 20_000;

/**
 * Where notifications go: mail through `SMTP_URL`, Slack through its webhook. Without a mail server the notification's
 * row is the outbox, which the demo shows.
 */
export function createDeliver(
  env: Pick<WorkerEnv, "SMTP_URL" | "MAIL_FROM" | "SLACK_WEBHOOK_URL">,
): Deliver & { close(): void } {
  const transport =
    env.SMTP_URL === undefined
      ? undefined
      : createTransport({
          url: env.SMTP_URL,
          connectionTimeout: timeoutMs,
          socketTimeout: timeoutMs,
        });
  const webhook = env.SLACK_WEBHOOK_URL;
  return {
    keepsBody: transport === undefined,
    async mail({ to, subject, text }) {
      await transport?.sendMail({ from: env.MAIL_FROM, to, subject, text });
    },
    ...(webhook === undefined ? {} : { slack: (text: string) => postToSlack(webhook, text) }),
    close: () => transport?.close(),
  };
}

async function postToSlack(webhook: string, text: string): Promise<void> {
  const response = await fetch(webhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Slack answered ${response.status}.`);
}
