// Tests accessibility. No page has a violation that axe detects, in light and dark. No page scrolls sideways on a
// phone. The keyboard alone is enough for the customer's job.

import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";

import { addConnection, callApi } from "../parts/api.ts";
import { beginOutage, loseRecords } from "../parts/arrange.ts";
import {
  copyText,
  goTo,
  saveToken,
  signIn,
  tokenField,
  verdictCard,
} from "../parts/console-pages.ts";
import { findFlaws } from "../parts/find-flaws.ts";
import { accounts, type Person } from "../parts/person.ts";
import { useWorld } from "../parts/world.ts";
import { lookAtInterruptions } from "./interruptions.ts";

const world = useWorld();

afterEach(async () => await world.sandbox.setFaults([]));

/** Connects and syncs the demo's connection, so that every page has data. */
async function fillDemo(customer: Person, operator: Person): Promise<string> {
  const { page } = customer;
  const { token } = await world.sandbox.createAccount({ name: "demo", view: "all" });
  await saveToken(page, token);
  await verdictCard(page, "connected").waitFor();
  await goTo(page, "Sync");
  await page.getByRole("button", { name: "Notify Churned" }).click();
  await goTo(operator.page, "Sync requests");
  await operator.page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("heading", { name: /^All [\d,]+ records are here$/ }).waitFor();
  const { items } = await callApi<{ items: { id: string }[] }>(operator, "GET", "/v1/connections");
  return items[0]?.id ?? "";
}

test("no page has a violation that axe detects in light or dark, or scrolls sideways at 390 px", async () => {
  const customer = await world.open("customer");
  const operator = await world.open("operator");
  const flaws: string[] = [];
  const look = async (person: Person, name: string): Promise<void> => {
    flaws.push(...(await findFlaws(person.page, name)));
  };

  await customer.page.goto("/sign-in");
  await customer.page.getByRole("button", { name: /Operator/ }).waitFor();
  await look(customer, "sign-in");
  await customer.page.goto("/set-password");
  await customer.page.getByRole("button", { name: "Send the link" }).waitFor();
  await look(customer, "ask for a link");
  await customer.page.goto("/sign-in");
  await customer.page.goto("/set-password#token=none");
  await customer.page.getByLabel("New password").waitFor();
  await look(customer, "choose a password");
  await signIn(customer, "customer");
  await signIn(operator, "operator");
  await tokenField(customer.page).waitFor();
  await look(customer, "connect, empty");
  await operator.page.getByRole("group", { name: /^Checks by verdict/ }).waitFor();
  await look(operator, "overview, empty");
  await goTo(operator.page, "Sync requests");
  await look(operator, "sync requests, none");

  const { token } = await world.sandbox.createAccount({ name: "narrow", view: ["company"] });
  await saveToken(customer.page, token);
  await verdictCard(customer.page, "missing_permissions").waitFor();
  await look(customer, "connect, missing permissions");
  await lookAtNeedsSomeone(operator, look);
  await goTo(customer.page, "Status");
  await customer.page.locator("[data-check-list] li").first().waitFor();
  await look(customer, "status, needs the customer");
  await goTo(customer.page, "Planhat");

  const id = await fillDemo(customer, operator);
  await look(customer, "sync, done");
  await look(operator, "sync requests, answered");
  await goTo(customer.page, "Planhat");
  await verdictCard(customer.page, "connected").waitFor();
  await look(customer, "connect, connected");
  await goTo(customer.page, "Status");
  await customer.page.locator("[data-check-list] li").first().waitFor();
  await look(customer, "status, connected");

  await goTo(operator.page, "Connections");
  await operator.page.getByRole("table", { name: "Connections" }).waitFor();
  await look(operator, "connections");
  await goTo(operator.page, "Outbox");
  await operator.page.locator("article").first().waitFor();
  await look(operator, "outbox");
  await operator.page.goto(`/connections/${id}`);
  for (const tab of ["Summary", "Timeline", "Checks", "Syncs", "Records", "Fields", "Settings"]) {
    await operator.page.getByRole("tab", { name: tab }).click();
    await operator.page.getByRole("tab", { name: tab, selected: true }).waitFor();
    await operator.page.locator("[data-panel] :is(li, h2)").first().waitFor();
    await look(operator, `connection, ${tab}`);
  }
  await operator.page.keyboard.press("ControlOrMeta+K");
  await operator.page.getByRole("combobox", { name: /^Connection, tenant/ }).fill("acme");
  await operator.page.getByRole("option", { name: /Acme/ }).first().waitFor();
  await look(operator, "find");
  await operator.page.keyboard.press("Escape");
  await goTo(operator.page, "Overview");
  await operator.page.getByText("Table of Checks by verdict").click();
  await operator.page.getByRole("table").first().waitFor();
  await operator.page.getByRole("group", { name: /^Checks by verdict/ }).press("ArrowLeft");
  await look(operator, "overview, a period and a table");
  await goTo(operator.page, "Incidents");
  await operator.page.getByRole("heading", { name: "Nothing fails for everybody" }).waitFor();
  await look(operator, "incidents, none");
  await lookAtWhatIsLeftToOperators(customer, operator, look);
  await lookAtTheWayOut(customer, id, look);
  await lookAtInterruptions(world, look);
  expect(flaws).toEqual([]);
});

/** Checks the pages for missing records, a policy, and an outage of a host. */
async function lookAtWhatIsLeftToOperators(
  customer: Person,
  operator: Person,
  look: (person: Person, name: string) => Promise<void>,
): Promise<void> {
  const { page } = operator;
  const cast = { customer, operator, sandbox: world.sandbox };
  const { id } = await loseRecords(cast, "Loses licenses");
  await page.goto(`/connections/${id}`);
  await page.locator("[data-held-question]").waitFor();
  await look(operator, "missing records");
  await page.getByRole("button", { name: "Keep them…" }).click();
  await page.getByRole("dialog", { name: /^Keep \d+/ }).waitFor();
  await look(operator, "missing records, an answer");
  await page.goto(`/needs-someone/${id}`);
  await page.locator("[data-held-question]").waitFor();
  await look(operator, "needs someone, missing records");

  await goTo(page, "Policies");
  await page.getByRole("switch", { name: "Approve sync requests" }).waitFor();
  await look(operator, "policies");
  await page.getByRole("switch", { name: "Approve sync requests" }).click();
  await look(operator, "policies, the question");
  await page.goto("/people");
  await page
    .getByRole("button", { name: /^Remove / })
    .first()
    .click();
  await look(operator, "people, the question");

  await page.goto(`/incidents/${await beginOutage(cast)}`);
  await page.getByRole("table", { name: "Connections" }).waitFor();
  await look(operator, "incident");
  await page.goto("/incidents");
  await page.locator("[data-open-incident]").waitFor();
  await look(operator, "incidents, one open");
  await page.goto("/needs-someone");
  await page.getByRole("region", { name: "Open incident" }).waitFor();
  await look(operator, "needs someone, an open incident");
  await world.sandbox.setFaults([]);
}

/** Checks the pages of a guest whom a customer invites, and the dialog and the receipt of a disconnect. */
async function lookAtTheWayOut(
  customer: Person,
  id: string,
  look: (person: Person, name: string) => Promise<void>,
): Promise<void> {
  const { url } = await callApi<{ url: string }>(
    customer,
    "POST",
    `/v1/connections/${id}/invitations`,
    { email: "grace@acme.example" },
  );
  const link = new URL(url);
  const guest = await world.open("guest");
  await guest.page.goto(link.pathname + link.hash);
  await tokenField(guest.page).waitFor();
  await look(guest, "invited");

  const { page } = customer;
  // Disconnects a separate connection, because the next test needs the demo's connection.
  const other = await addConnection(customer, "To be disconnected");
  await page.goto(`/status?connection=${other}`);
  await page.getByRole("button", { name: "Disconnect…" }).click();
  const dialog = page.getByRole("dialog", { name: "Disconnect Planhat?" });
  await dialog.getByText("Erase it").click();
  await look(customer, "disconnect");
  await dialog.getByRole("button", { name: "Disconnect", exact: true }).click();
  await page.locator("[data-statements]").waitFor();
  await look(customer, "receipt");
}

/** Checks the operators' first screen: list and panel side by side, each alone on a narrow screen, and the dialogs. */
async function lookAtNeedsSomeone(
  operator: Person,
  look: (person: Person, name: string) => Promise<void>,
): Promise<void> {
  const { page } = operator;
  await goTo(page, "Needs someone");
  await page.locator("[data-requests-table]").waitFor();
  await look(operator, "needs someone");
  for (const [key, title] of [
    ["s", /^Snooze/],
    ["?", "Keys"],
  ] as const) {
    await page.keyboard.press(key);
    await page.getByRole("dialog", { name: title }).waitFor();
    await look(operator, `needs someone, ${key}`);
    await page.keyboard.press("Escape");
  }
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await look(operator, "needs someone, one of them on a phone");
  await page.goto("/needs-someone");
  await page.locator("[data-inbox-row]").first().waitFor();
  await look(operator, "needs someone, on a phone");
  if (size) await page.setViewportSize(size);
}

test("the customer's job needs the keyboard alone: sign in, paste, save, read the verdict", async () => {
  const { page } = await world.open("customer");
  const { keyboard } = page;
  const { token } = await world.sandbox.createAccount({ name: "keyboard", view: "all" });
  await page.goto("/sign-in");
  await page.getByRole("textbox", { name: "Email" }).and(page.locator(":focus")).waitFor();
  await keyboard.type(accounts.customer.email);
  await keyboard.press("Tab");
  await keyboard.type(accounts.customer.password);
  await keyboard.press("Enter");
  await tokenField(page).waitFor();
  await copyText(page, token);

  await tokenField(page).and(page.locator(":focus")).waitFor();
  await keyboard.press("ControlOrMeta+V");
  await tabTo(page, "Save");
  await keyboard.press("Enter");
  const card = verdictCard(page, "connected");
  await card.waitFor();
  // The card of the earlier token has the same verdict.
  await page.getByText(`In use: …${token.slice(-4)}`).waitFor();
  expect(await card.getAttribute("role"), "the verdict is announced").toBe("status");
  await tabTo(page, "Test again");
});

const tabsAtMost = 60;

/** Presses Tab until the element with this accessible name has the focus. Throws if Tab does not reach it. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let pressed = 0; pressed < tabsAtMost; pressed++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
      return (
        element?.getAttribute("aria-label") ??
        label?.textContent ??
        element?.textContent ??
        ""
      ).trim();
    });
    if (focused === name) return;
    passed.push(focused);
  }
  throw new Error(`Tab never reached "${name}"; it passed ${passed.join(", ")}`);
}
