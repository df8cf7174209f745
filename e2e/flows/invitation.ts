// A colleague with admin rights follows a link and saves a token, and the inviter's page turns green.

import { expect, test } from "vitest";

import { addConnection, readMailTo } from "../parts/api.ts";
import { saveToken, signIn, tokenField, verdictCard } from "../parts/console-pages.ts";
import type { World } from "../parts/world.ts";

/** Registers the test of an invitation. */
export function testInvitation(world: World): void {
  test("an invited colleague pastes the token, and the inviter's page turns green by itself", async () => {
    const customer = await world.open("customer");
    await signIn(customer, "customer");
    const id = await addConnection(customer, "Invited");
    const { page } = customer;
    await page.goto(`/planhat?connection=${id}`);
    await tokenField(page).waitFor();
    await page.getByRole("button", { name: "invite a colleague" }).click();
    const dialog = page.getByRole("dialog", { name: /^Invite the colleague/ });
    await dialog.getByLabel("Their email").fill("grace@acme.example");
    await dialog.getByRole("button", { name: "Invite", exact: true }).click();
    const link = new URL(await dialog.getByLabel("The link").inputValue());
    await page.keyboard.press("Escape");

    const operator = await world.open("operator");
    await signIn(operator, "operator");
    expect(await readMailTo(operator, "grace@acme.example")).toContain(link.href);

    const guest = await world.open("guest");
    await guest.page.goto(link.pathname + link.hash);
    await tokenField(guest.page).waitFor();
    expect(guest.page.url(), "the secret is not left in the address").not.toContain("#");
    expect(await guest.page.getByRole("navigation").count(), "there is nowhere else to go").toBe(0);
    const { token } = await world.sandbox.createAccount({ name: "invited", view: "all" });
    await saveToken(guest.page, token);
    await verdictCard(guest.page, "connected").waitFor();
    await guest.page.getByRole("heading", { name: "your part is done" }).waitFor();

    // The customer has not touched the page.
    await verdictCard(page, "connected").waitFor();
    await page.getByText(`In use: …${token.slice(-4)}`).waitFor();
    for (const person of [customer, guest]) expect(person.complaints).toEqual([]);

    const late = await world.open("somebody with the same link");
    await late.page.goto(link.pathname + link.hash);
    await late.page.getByRole("heading", { name: "This invitation is over" }).waitFor();
  });
}
