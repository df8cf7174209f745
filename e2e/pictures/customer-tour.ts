import type { Browser } from "playwright-core";

import {
  copyText,
  goTo,
  pasteToken,
  saveToken,
  signIn,
  verdictCard,
} from "../parts/console-pages.ts";
import type { Person } from "../parts/person.ts";
import { type makeSandboxAdmin, makeTokenOnScreens } from "../parts/sandbox.ts";
import type { Stack } from "../start-stack.ts";
import type { Shot } from "./shooter.ts";

/** The people of the tour, and the function that takes pictures. */
export interface Tour {
  readonly stack: Stack;
  readonly browser: Browser;
  readonly sandbox: ReturnType<typeof makeSandboxAdmin>;
  readonly customer: Person;
  readonly operator: Person;
  readonly shoot: Shot;
}

/** The sandbox's delay: long enough to take pictures of running work in every size. */
const slowMs = 8_000;

/** From the sign-in to a complete sync, as the customer sees it. */
export async function shootCustomer(tour: Tour): Promise<void> {
  const { customer, operator, stack, shoot } = tour;
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
  await shootVerdicts(tour);
  await shootAway(tour);
  await shootTesting(tour, token);
  await goTo(customer.page, "Status");
  await shoot(customer, "status-connected");
  await shootSync(tour);
}

async function shootVerdicts({ customer, sandbox, shoot }: Tour): Promise<void> {
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

/** Takes a picture of a page without network, which keeps the typed text. */
async function shootAway({ customer, shoot }: Tour): Promise<void> {
  const { page, context } = customer;
  await copyText(page, "typed-before-churned-was-away");
  await pasteToken(page);
  await context.setOffline(true);
  // A page opens its event stream again when the browser reports a network, so it notices the failure at once.
  await page.evaluate(() => globalThis.dispatchEvent(new Event("online")));
  await page.getByText(/^Not live since/).waitFor({ timeout: 60_000 });
  await shoot(customer, "connect-not-live");
  await context.setOffline(false);
  await page.getByText(/^Not live since/).waitFor({ state: "detached", timeout: 60_000 });
}

/** Half of the probes answer at once. The other probes answer when the pictures are taken. */
async function shootTesting({ customer, sandbox, shoot }: Tour, token: string): Promise<void> {
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

async function shootSync({ customer, operator, sandbox, shoot }: Tour): Promise<void> {
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
