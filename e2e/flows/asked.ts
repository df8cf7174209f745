// Questions on the connect page that only a person can answer.

import { waitFor } from "@churned/testkit";
import { expect, test } from "vitest";

import { addConnection, readConnection } from "../parts/api.ts";
import {
  copyText,
  pasteToken,
  saveToken,
  signIn,
  tokenField,
  verdictCard,
} from "../parts/console-pages.ts";
import type { World } from "../parts/world.ts";

/** Registers the tests of questions. */
export function testAsked(world: World): void {
  const arrive = async (name: string) => {
    const customer = await world.open("customer");
    await signIn(customer, "customer");
    const id = await addConnection(customer, name);
    await customer.page.goto(`/planhat?connection=${id}`);
    await tokenField(customer.page).waitFor();
    return { customer, page: customer.page, id };
  };

  test("with two tokens in one paste, one click chooses the token, and none is sent before", async () => {
    const { customer, page } = await arrive("Two tokens");
    const one = await world.sandbox.createAccount({ name: "one", view: "all" });
    const other = await world.sandbox.createAccount({ name: "other", view: "all" });
    await copyText(page, `old: ${one.token}\nnew: ${other.token}`);
    await pasteToken(page);
    await page.getByText("more than one text here that may be the token").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: `…${other.token.slice(-4)}` }).click();
    expect(await tokenField(page).inputValue()).toBe(other.token);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await verdictCard(page, "connected").waitFor();
    expect(customer.complaints).toEqual([]);
  });

  test("one click reports hidden companies and leads to the setting; after it is corrected, the page asks again", async () => {
    const { customer, page, id } = await arrive("Portfolio");
    const account = await world.sandbox.createAccount({ name: "part", view: "all" });
    await world.sandbox.limitToPortfolio(account);
    await saveToken(page, account.token);
    await verdictCard(page, "connected").waitFor();
    const { planhat } = await readConnection(customer, id);
    const question = page.getByRole("region", { name: "Is that all of them?" });
    await question.getByText(String(planhat?.companies), { exact: true }).waitFor();
    await question.getByRole("button", { name: "No, there are more" }).click();
    await page.locator("[data-step=current]").getByText("all companies").waitFor();
    await verdictCard(page, "restricted_view").waitFor();
    await waitFor(async () => (await readConnection(customer, id)).state === "needs_customer", {
      what: "the connection to need its customer",
    });
    expect(await question.count()).toBe(0);

    await world.sandbox.showAll(account.accountId);
    await page.getByRole("button", { name: "Test again" }).click();
    await verdictCard(page, "connected").waitFor();
    await question.getByText("250", { exact: true }).waitFor();
    await question.getByRole("button", { name: "Yes, that is all" }).click();
    await question.waitFor({ state: "detached" });
    expect((await readConnection(customer, id)).companiesAnswer).toMatchObject({
      isAll: true,
      count: 250,
    });
    expect(customer.complaints).toEqual([]);
  });
}
