// An operator removes a person whose pages are open.

import { expect, test } from "vitest";

import { addTenant, readPasswordLink } from "../parts/api.ts";
import { goTo, signIn, tokenField } from "../parts/console-pages.ts";
import type { World } from "../parts/world.ts";

/** The time from the API's answer to the removal until every open page of the person shows the sign-in. */
const pagesEndWithinMs = 1_000;

/** Registers the test of removing a person. */
export function testRemoval(world: World): void {
  test("every open page of a removed person shows the sign-in within a second, and nothing else", async () => {
    const operator = await world.open("operator");
    await signIn(operator, "operator");
    const account = { email: "ruth@umbrella.example", password: "a sentence does well" };
    await addTenant(operator, { name: "Umbrella", customerEmail: account.email });
    const link = new URL(await readPasswordLink(operator, account.email));

    const person = await world.open("person");
    await person.page.goto(link.pathname + link.hash);
    await person.page.getByLabel("New password").fill(account.password);
    await person.page.getByRole("button", { name: "Set password" }).click();
    await person.page.getByText("Your password is set").waitFor();
    await signIn(person, account);
    await tokenField(person.page).waitFor();
    const other = await person.context.newPage();
    await other.goto("/status");
    const tabs = [person.page, other];
    for (const tab of tabs) await tab.locator('[data-live="live"]').waitFor({ state: "attached" });

    await goTo(operator.page, "People");
    await operator.page.getByRole("button", { name: "Remove Ruth" }).click();
    const dialog = operator.page.getByRole("dialog", { name: "Remove Ruth?" });
    await dialog.getByLabel("Reason").fill("Left Umbrella.");
    const answered = operator.page.waitForResponse(
      (response) => response.request().method() === "DELETE" && response.ok(),
    );
    const ended = tabs.map(async (tab) => {
      await tab.waitForURL((url) => url.pathname === "/sign-in", { waitUntil: "commit" });
      return performance.now();
    });
    await dialog.getByRole("button", { name: "Remove" }).click();
    await answered;
    const answeredAt = performance.now();
    for (const at of await Promise.all(ended))
      expect(at - answeredAt).toBeLessThan(pagesEndWithinMs);

    for (const tab of tabs) {
      await tab.getByRole("textbox", { name: "Email" }).waitFor();
      expect(await tab.locator("body").textContent()).not.toContain("Umbrella");
    }
    await operator.page.getByText("Ruth is removed.").waitFor();
    expect(await operator.page.getByRole("button", { name: "Remove Ruth" }).count()).toBe(0);
    await person.page.getByRole("textbox", { name: "Email" }).fill(account.email);
    await person.page.getByLabel("Password").fill(account.password);
    await person.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await person.page.getByText("do not belong together").waitFor();
  });
}
