import type { Deliver, Message } from "@churned/services/context";
import { createTransport } from "nodemailer";
import type { WorkerEnv } from "./env.ts";

const timeoutMs = 20_000;

/**
 * Delivers notifications: mails through `SMTP_URL`, Slack messages through the webhook. The demo has no mail server.
 * There the stored notifications are the outbox.
 */
export function createDeliver(
  env: Pick<WorkerEnv, "SMTP_URL" | "MAIL_FROM" | "SLACK_WEBHOOK_URL" | "DEMO">,
): Deliver & { close(): void } {
  const { SMTP_URL: url, SLACK_WEBHOOK_URL: webhook } = env;
  const transport = url
    ? createTransport({ url, connectionTimeout: timeoutMs, socketTimeout: timeoutMs })
    : undefined;
  const keepsBody = transport === undefined && env.DEMO;
  const sendMail = async ({ to, subject, text }: Message) =>
    void (await transport?.sendMail({ from: env.MAIL_FROM, to, subject, text }));
  return {
    keepsBody,
    send: {
      mail: transport !== undefined || keepsBody ? sendMail : undefined,
      slack: webhook === undefined ? undefined : ({ text }) => postToSlack(webhook, text),
    },
    close: () => transport?.close(),
  };
}

/** Customers choose the names of connections. Slack must show a name as text, not as a link or a mention. */
function escapeForSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

async function postToSlack(webhook: string, text: string): Promise<void> {
  const response = await fetch(webhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: escapeForSlack(text) }),
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Slack answered ${response.status}.`);
}
