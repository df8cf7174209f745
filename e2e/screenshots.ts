// Pictures of every page and of the states on the way, from the same journey that the tests drive, on a stack of its
// own: `node e2e/screenshots.ts OUTDIR`, three widths and two themes each. `--readme` takes the README's instead.

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Page } from "playwright-core";

import { callApi } from "./parts/api.ts";
import { beginOutage, loseRecords } from "./parts/arrange.ts";
import { launchBrowser } from "./parts/browser.ts";
import {
  goTo,
  pasteToken,
  copyText,
  saveToken,
  signIn,
  verdictCard,
} from "./parts/console-pages.ts";
import { fillWithTenants, testOftenAsOperator } from "./parts/fill-demo.ts";
import { settle } from "./parts/settle.ts";
import { openPerson, type Person } from "./parts/person.ts";
import { makeSandboxAdmin, makeTokenOnScreens } from "./parts/sandbox.ts";
import { startStack } from "./start-stack.ts";

type Theme = "light" | "dark";
type Shot = (person: Person, name: string, widths?: readonly number[]) => Promise<void>;

const heights: Readonly<Record<number, number>> = { 1440: 900, 1280: 800, 1024: 768, 390: 844 };
const highest = 2_400;
/** So slow that a picture of what is under way can be taken in every size. */
const slowMs = 8_000;

const [target] = process.argv.slice(2);
if (target === undefined) {
  console.error(
    "node e2e/screenshots.ts OUTDIR    all pages\nnode e2e/screenshots.ts --readme  docs/images",
  );
  process.exit(64);
}
const isReadme = target === "--readme";
const folder = isReadme ? join(import.meta.dirname, "../docs/images") : resolve(target);
mkdirSync(folder, { recursive: true });

await using stack = await startStack();
await using browser = await launchBrowser();
const sandbox = makeSandboxAdmin(stack.sandboxUrl, () => undefined);
const size = { viewport: { width: 1440, height: 900 } };
const sharpness = { deviceScaleFactor: isReadme ? 2 : 1 };
const customer = await openPerson(browser, stack, "customer", { ...size, ...sharpness });
const operator = await openPerson(browser, stack, "operator", { ...size, ...sharpness });
await (isReadme ? takeReadmePictures() : takeAllPictures(makeShooter()));
// exit(), because the browser's pipes would keep us running should it hang; what runs ends by its own disposal first.
await browser.close();
await stack[Symbol.asyncDispose]();
process.exit(0);

async function takeReadmePictures(): Promise<void> {
  await signIn(customer, "customer");
  await signIn(operator, "operator");
  const { token, accountId } = await sandbox.createAccount({ name: "Churned", view: "all" });
  await saveToken(customer.page, token);
  await verdictCard(customer.page, "connected").waitFor();
  await take(customer.page, "connect", 1280, "light");
  const id = await runSync();
  await testOftenAsOperator({ operator, sandbox, connectionId: id, accountId });
  await operator.page.goto(`/connections/${id}`);
  await operator.page.locator("[data-panel] h2").first().waitFor();
  await take(operator.page, "connection-dark", 1280, "dark");
}

async function takeAllPictures(shoot: Shot): Promise<void> {
  await customer.page.goto("/sign-in");
  await customer.page.getByRole("button", { name: /Operator/ }).waitFor();
  await shoot(customer, "sign-in");
  await customer.page.goto("/set-password#token=none");
  await customer.page.getByLabel("New password").waitFor();
  await shoot(customer, "set-password");
  await signIn(customer, "customer");
  await signIn(operator, "operator");
  await shoot(customer, "connect-empty");
  await goTo(customer.page, "Status");
  await shoot(customer, "status-empty");
  await goTo(customer.page, "Sync");
  await shoot(customer, "sync-not-connected");
  await goTo(operator.page, "Sync requests");
  await shoot(operator, "sync-requests-none");
  await goTo(customer.page, "Planhat");

  const planhat = await customer.context.newPage();
  const token = await makeTokenOnScreens(planhat, stack.sandboxUrl, {
    name: "Churned",
    copyFrom: "Role: CSM read-only",
  });
  await planhat.close();
  await shootVerdicts(shoot);
  await shootTesting(shoot, token);
  await goTo(customer.page, "Status");
  await shoot(customer, "status-connected");
  await shootSync(shoot);
  await shootOperator(shoot);
}

async function shootVerdicts(shoot: Shot): Promise<void> {
  const { page } = customer;
  await copyText(page, "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
  await pasteToken(page);
  await shoot(customer, "connect-comment");
  const gone = await sandbox.createAccount({ name: "gone", view: "all" });
  await sandbox.revokeTokens(gone.accountId);
  await saveToken(page, gone.token);
  await verdictCard(page, "token_rejected").waitFor();
  await shoot(customer, "connect-token-rejected");
  const narrow = await sandbox.createAccount({ name: "narrow", view: ["company", "license"] });
  await saveToken(page, narrow.token);
  await verdictCard(page, "missing_permissions").waitFor();
  await shoot(customer, "connect-missing-permissions");
  await sandbox.setFaults([{ kind: "down" }]);
  await saveToken(page, narrow.token);
  await page.locator('[data-verdict="unreachable"], [data-verdict="planhat_down"]').waitFor();
  await shoot(customer, "connect-planhat-away");
  await sandbox.setFaults([]);
}

/** Half of the probes answer at once, and half when the pictures are taken. */
async function shootTesting(shoot: Shot, token: string): Promise<void> {
  const { page } = customer;
  const slow = ["conversation", "ticket", "task", "invoice", "opportunity", "user"];
  await sandbox.setFaults(slow.map((model) => ({ kind: "slow", model, delayMs: slowMs })));
  await saveToken(page, token);
  await page.getByText("may be read").first().waitFor();
  await shoot(customer, "connect-testing");
  await sandbox.setFaults([]);
  await verdictCard(page, "connected").waitFor({ timeout: slowMs * 4 });
  await shoot(customer, "connect-connected");
}

async function shootSync(shoot: Shot): Promise<void> {
  const { page } = customer;
  await goTo(page, "Sync");
  await shoot(customer, "sync-ready");
  await page.getByRole("button", { name: "Notify Churned" }).click();
  await page.getByRole("heading", { name: "Churned was notified" }).waitFor();
  await shoot(customer, "sync-waiting");
  await operator.page.getByRole("button", { name: "Approve" }).waitFor();
  await shoot(operator, "sync-requests-waiting");
  await sandbox.setFaults(
    ["conversation", "ticket"].map((model) => ({ kind: "slow", model, delayMs: slowMs })),
  );
  await operator.page.getByRole("button", { name: "Approve" }).click();
  await page.locator('[data-stream="succeeded"]').first().waitFor();
  await operator.page.locator("[data-requests] a").first().click();
  await shoot(customer, "sync-running");
  await shoot(operator, "connection-syncs-running");
  await sandbox.setFaults([]);
  await page
    .getByRole("heading", { name: /^All [\d,]+ records are here$/ })
    .waitFor({ timeout: slowMs * 4 });
  await shoot(customer, "sync-done");
  await goTo(page, "Status");
  await shoot(customer, "status-synced");
}

async function shootOperator(shoot: Shot): Promise<void> {
  const { page } = operator;
  await fillWithTenants({ browser, stack, operator, sandbox });
  await goTo(page, "Sync requests");
  await shoot(operator, "sync-requests-answered");
  await goTo(page, "Outbox");
  await shoot(operator, "outbox");
  await shootNeedsSomeone(shoot);
  await goTo(page, "Connections");
  await page.getByRole("table", { name: "Connections" }).waitFor();
  await shoot(operator, "connections");
  await page.getByRole("link", { name: "Acme" }).first().click();
  for (const tab of ["Summary", "Timeline", "Checks", "Syncs", "Records", "Fields", "Settings"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByRole("tab", { name: tab, selected: true }).waitFor();
    await page.locator("[data-panel] :is(li, h2)").first().waitFor();
    await shoot(operator, `connection-${tab.toLowerCase()}`);
  }
  await shootLeftToOperators(shoot);
  await shootOutage(shoot);
  await page.goto("/nowhere");
  await shoot(operator, "not-found");
}

async function shootLeftToOperators(shoot: Shot): Promise<void> {
  const { page } = operator;
  const { id } = await loseRecords({ customer, operator, sandbox }, "Loses licenses");
  await page.goto(`/connections/${id}`);
  await page.locator("[data-held-question]").waitFor();
  await shoot(operator, "missing-records");
  await page.goto(`/needs-someone/${id}`);
  await page.locator("[data-held-question]").waitFor();
  await shoot(operator, "needs-someone-missing-records");
  await page.getByRole("button", { name: "Remove them…" }).click();
  await shoot(operator, "missing-records-answer");
  // The narrow page is another one, and the question is asked anew there.
  await page.reload();
  await page.getByRole("button", { name: "Remove them…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Remove \d+/ });
  await dialog.getByLabel("Reason").fill("Last year's contracts were deleted.");
  await dialog.getByRole("button", { name: "Remove them" }).click();
  await page.goto(`/connections/${id}`);
  await page.getByText("were removed").first().waitFor();
  await shoot(operator, "missing-records-removed");
  await goTo(page, "Policies");
  await page.getByRole("switch", { name: "Approve sync requests" }).waitFor();
  await shoot(operator, "policies");
  await page.getByRole("switch", { name: "Approve sync requests" }).click();
  await shoot(operator, "policies-question");
}

async function shootOutage(shoot: Shot): Promise<void> {
  const { page } = operator;
  const incidentId = await beginOutage({ customer, operator, sandbox });
  await page.goto("/needs-someone");
  await page.getByRole("region", { name: "Open incident" }).waitFor();
  await shoot(operator, "needs-someone-outage");
  await page.goto("/incidents");
  await page.locator("[data-open-incident]").waitFor();
  await shoot(operator, "incidents");
  await page.goto(`/incidents/${incidentId}`);
  await page.getByRole("table", { name: "Connections" }).waitFor();
  await shoot(operator, "incident");
  await sandbox.setFaults([]);
  await page.getByText(/^Over, after/).waitFor({ timeout: 180_000 });
  await shoot(operator, "incident-over");
  // The outage gave the customer several connections: one is chosen.
  await customer.page.goto("/status");
  await customer.page.getByLabel("Connection", { exact: true }).waitFor();
  await shoot(customer, "status-of-several");
}

async function shootNeedsSomeone(shoot: Shot): Promise<void> {
  const { page } = operator;
  await goTo(page, "Needs someone");
  await page.locator("[data-requests-table]").waitFor();
  await shoot(operator, "needs-someone");
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto("/needs-someone");
  await page.locator("[data-problem-row]").first().waitFor();
  await shoot(operator, "needs-someone-list", [1024, 390]);
}

/** Notifies, approves and waits for the end; returns the connection's id. */
async function runSync(): Promise<string> {
  await goTo(customer.page, "Sync");
  await customer.page.getByRole("button", { name: "Notify Churned" }).click();
  await goTo(operator.page, "Sync requests");
  await operator.page.getByRole("button", { name: "Approve" }).click();
  await customer.page.getByRole("heading", { name: /^All [\d,]+ records are here$/ }).waitFor();
  const { items } = await callApi<{ items: { id: string }[] }>(operator, "GET", "/v1/connections");
  return items[0]?.id ?? "";
}

function makeShooter(): Shot {
  let taken = 0;
  return async ({ page }, name, widths = [1440, 1024, 390]) => {
    taken++;
    const number = String(taken).padStart(2, "0");
    for (const width of widths) {
      for (const theme of ["light", "dark"] as const) {
        await take(page, `${number}-${name}-${width}-${theme}`, width, theme);
      }
    }
    await page.setViewportSize(size.viewport);
    await page.emulateMedia({ colorScheme: "light" });
    console.log(`${number} ${name}`);
  };
}

/** The whole page, by a window as high as it: then bars that stick to the window's end are at the page's. */
async function take(page: Page, name: string, width: number, theme: Theme): Promise<void> {
  const height = heights[width] ?? 900;
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await settle(page);
  if (!isReadme) {
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(whole, highest) });
  }
  await settle(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
