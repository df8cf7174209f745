// Tests the answers to a Save that goes wrong, and what happens to the token. Each test has its own connection.

import { randomUUID } from "node:crypto";

import { defaultPlan, plannedModels } from "@churned/domain/plan";
import { waitFor } from "@churned/testkit";
import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";

import { addConnection, readChecks, readConnection } from "../parts/api.ts";
import {
  copyText,
  pasteToken,
  saveToken,
  signIn,
  tokenField,
  verdictCard,
} from "../parts/console-pages.ts";
import type { Person } from "../parts/person.ts";
import { tickPermission } from "../parts/sandbox.ts";
import type { World } from "../parts/world.ts";

/** Every planned model except End User, which every connection requires. */
const viewsWithoutEndUser = plannedModels(defaultPlan).filter((model) => model !== "enduser");

/** Registers the tests of verdicts. */
export function testVerdicts(world: World): void {
  afterEach(async () => await world.sandbox.setFaults([]));

  /** Opens the connect page of a new connection as the customer. */
  const arrive = async (name: string): Promise<{ customer: Person; id: string }> => {
    const customer = await world.open("customer");
    await signIn(customer, "customer");
    const id = await addConnection(customer, name);
    await customer.page.goto(`/planhat?connection=${id}`);
    await tokenField(customer.page).waitFor();
    return { customer, id };
  };

  test("a revoked token gets token_rejected and is destroyed, and another token can be pasted", async () => {
    const { customer, id } = await arrive("Revoked");
    const { page } = customer;
    const { accountId, token } = await world.sandbox.createAccount({ name: "gone", view: "all" });
    await world.sandbox.revokeTokens(accountId);

    await saveToken(page, token);
    await verdictCard(page, "token_rejected").waitFor();
    await page.getByRole("button", { name: "Paste another token" }).click();
    expect(await tokenField(page).inputValue()).toBe("");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("INPUT");
    const connection = await readConnection(customer, id);
    expect(connection).toMatchObject({ state: "awaiting_token", candidate: null, lastFour: null });
    expect(customer.complaints).toEqual([]);
  });

  test("a missing View permission on End User is named, the token is kept, and Test again suffices once it is given", async () => {
    const { customer, id } = await arrive("Missing permission");
    const { page } = customer;
    const saves = countTokenWrites(page);
    const account = "lacks end users";
    const { token } = await world.sandbox.createAccount({
      name: account,
      view: viewsWithoutEndUser,
    });

    await saveToken(page, token);
    const card = verdictCard(page, "missing_permissions");
    await card.waitFor();
    expect(await card.textContent()).toContain("End User");
    expect(await readConnection(customer, id)).toMatchObject({
      state: "needs_customer",
      candidate: { verdict: "missing_permissions" },
    });

    const planhat = await customer.context.newPage();
    await tickPermission(planhat, world.stack.sandboxUrl, { account, label: "End User View" });
    await page.bringToFront();
    await page.getByRole("button", { name: "Test again" }).click();
    await verdictCard(page, "connected").waitFor();
    expect(await readConnection(customer, id)).toMatchObject({
      state: "connected",
      candidate: null,
      lastFour: token.slice(-4),
    });
    expect(saves.count, "the token was sent once").toBe(1);
    expect(customer.complaints).toEqual([]);
  });

  test("while Planhat is down the active token stays, and the candidate is tested by itself once Planhat is back", async () => {
    const { customer, id } = await arrive("Outage");
    const { page } = customer;
    const first = await world.sandbox.createAccount({ name: "first", view: "all" });
    const second = await world.sandbox.createAccount({ name: "second", view: "all" });
    await saveToken(page, first.token);
    await verdictCard(page, "connected").waitFor();

    await world.sandbox.setFaults([{ kind: "down" }]);
    await saveToken(page, second.token);
    const outage = page.locator('[data-verdict="unreachable"], [data-verdict="planhat_down"]');
    await outage.waitFor({ timeout: 25_000 });
    expect(await outage.textContent()).toContain(`…${first.token.slice(-4)}, keeps working`);
    const during = await readConnection(customer, id);
    expect(during).toMatchObject({ state: "connected", lastFour: first.token.slice(-4) });
    expect(during.candidate?.verdict).toMatch(/^(?:unreachable|planhat_down)$/);

    await world.sandbox.setFaults([]);
    // Nobody touches the page, so it must update itself.
    await verdictCard(page, "connected").waitFor({ timeout: 40_000 });
    await page.getByText(`In use: …${second.token.slice(-4)}`).waitFor();
    expect(await readConnection(customer, id)).toMatchObject({
      state: "connected",
      candidate: null,
      lastFour: second.token.slice(-4),
    });
    expect(customer.complaints).toEqual([]);
  });

  test("with Planhat answering 503 the verdict is planhat_down, never a bad token", async () => {
    const { customer, id } = await arrive("Down");
    await world.sandbox.setFaults([{ kind: "status", status: 503 }]);
    const { token } = await world.sandbox.createAccount({ name: "patient", view: "all" });
    await saveToken(customer.page, token);
    await verdictCard(customer.page, "planhat_down").waitFor({ timeout: 25_000 });
    expect(await readConnection(customer, id)).toMatchObject({
      state: "awaiting_token",
      candidate: { verdict: "planhat_down" },
    });
  });

  test("a double click on Save makes one check", async () => {
    const { customer, id } = await arrive("Double click");
    const { page } = customer;
    const { token } = await world.sandbox.createAccount({ name: "twice", view: "all" });
    await copyText(page, token);
    await pasteToken(page);
    await page.getByRole("button", { name: "Save", exact: true }).dblclick();
    await verdictCard(page, "connected").waitFor();
    const checks = await readChecks(customer, id);
    expect(checks.map(({ trigger, verdict }) => [trigger, verdict?.kind])).toEqual([
      ["save", "connected"],
    ]);
  });

  test("a tenant's UUID gets a hint before Save, and Save answers without a call to Planhat", async () => {
    const { customer, id } = await arrive("Wrong secret");
    const { page } = customer;
    const saves = countTokenWrites(page);
    await copyText(page, randomUUID());
    await pasteToken(page);
    await page.getByText("This is your Planhat tenant's UUID").waitFor();
    expect(saves.count).toBe(0);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await verdictCard(page, "wrong_secret").waitFor();
    await waitFor(async () => (await readConnection(customer, id)).candidate === null, {
      what: "the wrong secret to be destroyed",
    });
  });
}

/** Counts the requests with a token from now on. */
function countTokenWrites(page: Page): { readonly count: number } {
  const seen = { count: 0 };
  page.on("request", (request) => {
    if (request.method() === "PUT" && request.url().endsWith("/token")) seen.count++;
  });
  return seen;
}
