// Tests pages whose sign-in ends while they are open, and pages that load while the API is down.

import { expect, test } from "vitest";

import { addConnection, callApi } from "../parts/api.ts";
import { copyText, pasteToken, signIn, tokenField, verdictCard } from "../parts/console-pages.ts";
import { accounts, type Person } from "../parts/person.ts";
import type { World } from "../parts/world.ts";

const proxysPage = {
  status: 502,
  contentType: "text/html",
  body: "<html><h1>502 Bad Gateway</h1></html>",
};

/** Registers the tests of signing in again, and of a first load without the API. */
export function testSignInAgain(world: World): void {
  test("an ended sign-in is renewed in a dialog over the page, and the pasted text stays", async () => {
    const customer = await world.open("customer");
    await signIn(customer, "customer");
    const id = await addConnection(customer, "Signs in again");
    const { page } = customer;
    await page.goto(`/planhat?connection=${id}`);
    const { token } = await world.sandbox.createAccount({ name: "again", view: "all" });
    await tokenField(page).waitFor();
    await copyText(page, token);
    await pasteToken(page);
    await customer.context.clearCookies();
    await page.getByRole("button", { name: "Save", exact: true }).click();

    const dialog = page.getByRole("dialog", { name: "Your sign-in has ended" });
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible(), "there is no way past it").toBe(true);
    await dialog.getByLabel("Password").fill("not-the-password");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.getByText("do not belong together").waitFor();
    await dialog.getByLabel("Password").fill(accounts.customer.password);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await tokenField(page).inputValue()).toBe(token);
    expect(await readStorage(customer), "a token is never stored").not.toContain(token);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await verdictCard(page, "connected").waitFor();
  });

  test("after signing in, a person arrives at the exact address they asked for", async () => {
    const customer = await world.open("customer");
    await customer.page.goto("/status?connection=none#receipt");
    await customer.page.getByRole("textbox", { name: "Email" }).fill(accounts.customer.email);
    await customer.page.getByLabel("Password").fill(accounts.customer.password);
    await customer.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await customer.page.waitForURL((url) => url.pathname === "/status");
    const { search, hash } = new URL(customer.page.url());
    expect(search + hash).toBe("?connection=none#receipt");
  });

  test("an invitation that is withdrawn under its open page says so, and keeps the pasted text", async () => {
    const customer = await world.open("customer");
    await signIn(customer, "customer");
    const id = await addConnection(customer, "Withdrawn");
    const path = `/v1/connections/${id}/invitations`;
    const body = { email: "hopper@acme.example" };
    const made = await callApi<{ id: string; url: string }>(customer, "POST", path, body);
    const guest = await world.open("guest");
    const link = new URL(made.url);
    await guest.page.goto(link.pathname + link.hash);
    await guest.page
      .getByText(`${accounts.customer.email}) invited you to connect the Planhat of Acme`)
      .waitFor();
    await tokenField(guest.page).fill("half-a-token-that-is-not-saved");
    await callApi(customer, "POST", `/v1/invitations/${made.id}/withdraw`);
    await guest.page.getByText("This invitation has ended").waitFor();
    expect(await tokenField(guest.page).inputValue()).toBe("half-a-token-that-is-not-saved");
  });

  test("signing out clears the screen of every other tab", async () => {
    const customer = await world.open("customer");
    await signIn(customer, "customer");
    const other = await customer.context.newPage();
    await other.goto("/status");
    await other.locator('[data-live="live"]').waitFor({ state: "attached" });
    await customer.page.getByRole("button", { name: /^Account/ }).click();
    await customer.page.getByRole("button", { name: "Sign out" }).click();
    await other.waitForURL((url) => url.pathname === "/sign-in");
    expect(await other.getByRole("dialog").count()).toBe(0);
  });

  test("a page that loads while Churned is down says so, and appears by itself afterwards", async () => {
    const customer = await world.open("customer");
    await signIn(customer, "customer");
    const { page } = customer;
    await page.route("**/v1/**", async (route) => await route.fulfill(proxysPage));
    await page.goto("/status");
    await page.getByText("Churned does not answer yet").waitFor();
    await page.unroute("**/v1/**");
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    await page.locator('[data-live="live"]').waitFor({ state: "attached" });

    // Now the page's code does not load either.
    await page.route("**/assets/index-*.js", async (route) => await route.abort());
    await page.route("**/livez", async (route) => await route.fulfill(proxysPage));
    await page.reload();
    await page.getByText("Churned does not answer yet").waitFor();
    await page.unroute("**/assets/index-*.js");
    await page.unroute("**/livez");
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    expect(await page.getByText("Churned does not answer yet").count()).toBe(0);
  });

  test("a write without an answer is shown as unknown, is done at most once, and the page reads the result", async () => {
    const operator = await world.open("operator");
    await signIn(operator, "operator");
    const { page } = operator;
    await page.goto("/policies");
    const box = page.getByRole("switch", { name: "Approve sync requests" });
    await box.waitFor();
    const before = await box.getAttribute("aria-checked");
    let writes = 0;
    // The write reaches the API, but its answer is lost.
    await page.route("**/v1/policies", async (route) => {
      if (route.request().method() === "GET") return await route.fallback();
      writes += 1;
      await route.fetch();
      await route.abort();
    });
    await box.click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("footer button").last().click();
    await dialog.getByText("not known whether this was done").waitFor();
    // The question is a dialog over the page, which hides the page from assistive technology.
    await page
      .getByRole("switch", {
        name: "Approve sync requests",
        checked: before !== "true",
        includeHidden: true,
      })
      .waitFor();
    expect(writes).toBe(1);
  });
}

async function readStorage(person: Person): Promise<string> {
  return await person.page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
}
