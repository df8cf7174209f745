// A new tenant: an operator adds it, and its customer follows the link in a mail and arrives at the token field.

import { expect, test } from "vitest";

import { addTenant, readPasswordLink } from "../parts/api.ts";
import { signIn, tokenField } from "../parts/console-pages.ts";
import type { World } from "../parts/world.ts";

/** Registers the test of a first sign-in. */
export function testNewCustomer(world: World): void {
  test("a new tenant's customer sets a password by the mailed link, once, and then sees the token field", async () => {
    const operator = await world.open("operator");
    await signIn(operator, "operator");
    const account = { email: "ada@globex.example", password: "a sentence does well" };
    await addTenant(operator, { name: "Globex", customerEmail: account.email });
    const link = new URL(await readPasswordLink(operator, account.email));

    const customer = await world.open("customer");
    const { page } = customer;
    await page.goto(link.pathname + link.hash);
    await page.getByLabel("New password").fill(account.password);
    expect(page.url(), "the secret is not left in the address").not.toContain("token");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("Your password is set").waitFor();
    await page.getByRole("link", { name: "Sign in" }).click();
    await signIn(customer, account);
    await tokenField(page).waitFor();
    expect(customer.complaints).toEqual([]);

    const again = await world.open("somebody with the same link");
    await again.page.goto(link.pathname + link.hash);
    await again.page.getByLabel("New password").fill("another sentence");
    await again.page.getByRole("button", { name: "Set password" }).click();
    await again.page.getByText("This link is not valid any more.").waitFor();
  });
}
