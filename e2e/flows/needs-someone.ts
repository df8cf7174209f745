// The operator's morning: an inbox item appears by itself, its mail is sent, and it leaves when the cause is gone.

import { expect, test } from "vitest";

import { addConnection } from "../parts/api.ts";
import { goTo, saveToken, signIn, tokenField, verdictCard } from "../parts/console-pages.ts";
import { accounts } from "../parts/person.ts";
import type { World } from "../parts/world.ts";

/** Registers the test of the operators' inbox. */
export function testNeedsSomeone(world: World): void {
  test("a missing permission appears in the operators' inbox, its mail is sent, and it leaves once corrected", async () => {
    const operator = await world.open("operator");
    await signIn(operator, "operator");
    await operator.page.getByRole("heading", { level: 1 }).waitFor();
    expect(new URL(operator.page.url()).pathname).toBe("/overview");
    await goTo(operator.page, "Needs someone");

    const name = "Lacks end users";
    const customer = await world.open("customer");
    await signIn(customer, "customer");
    const id = await addConnection(customer, name);
    await customer.page.goto(`/planhat?connection=${id}`);
    await tokenField(customer.page).waitFor();
    const { accountId, token } = await world.sandbox.createAccount({ name, view: ["company"] });
    await saveToken(customer.page, token);
    await verdictCard(customer.page, "missing_permissions").waitFor();

    // The operator has not touched the page.
    const { page } = operator;
    const row = page.locator("[data-inbox-row]", { hasText: name });
    await row.waitFor();
    await row.getByRole("link").click();
    const panel = page.getByRole("article", { name });
    await panel.getByRole("heading", { name: "End User" }).first().waitFor();
    await panel.locator("[data-requests-table] tbody tr").first().waitFor();
    expect(await panel.textContent(), "evidence holds no token").not.toContain(token);

    const subject = "What to tick for End Users";
    await panel.getByLabel("Subject").fill(subject);
    await panel.getByRole("button", { name: "Send the mail" }).click();
    await panel.getByText(`On its way to ${accounts.customer.email}`).waitFor();
    await goTo(page, "Outbox");
    await page
      .locator("article", { hasText: accounts.customer.email })
      .getByRole("heading", { name: subject })
      .waitFor();

    await world.sandbox.setView(accountId, "all");
    await goTo(page, "Needs someone");
    await row.getByRole("link").focus();
    await page.keyboard.press("Enter");
    await panel.waitFor();
    await page.keyboard.press("t");
    await row.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Nobody is needed", level: 1 }).waitFor();
    expect(operator.complaints.filter((one) => !isOfLeftItem(one))).toEqual([]);
  });
}

/** The panel may read the item once more just after it left the inbox. Chromium reports the answer 404 as an error. */
const isOfLeftItem = (complaint: string): boolean => /404 .*\/inbox-item/.test(complaint);
