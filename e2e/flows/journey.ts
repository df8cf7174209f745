// The main job for a customer and an operator: from Planhat's Service Accounts screen to records on the operator's
// page.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { goTo, pasteToken, signIn, tokenField, verdictCard } from "../parts/console-pages.ts";
import { makeTokenOnScreens } from "../parts/sandbox.ts";
import type { World } from "../parts/world.ts";

/** Slows Planhat down, so that progress is visible. */
const planhatDelayMs = 150;

/** Registers the journey's test. */
export function testJourney(world: World): void {
  test("a token becomes records, live on both screens, with no reload", async () => {
    const { stack, sandbox, usedTokens } = world;
    const customer = await world.open("customer");
    const operator = await world.open("operator");

    await signIn(customer, "customer");
    await signIn(operator, "operator");
    await goTo(operator.page, "Sync requests");
    await operator.page.getByRole("heading", { name: "Nobody waits for a sync" }).waitFor();
    await markPage(customer.page);
    await markPage(operator.page);
    const documents = [customer.documents.length, operator.documents.length];

    // In a second tab, create a token in Planhat.
    const planhat = await customer.context.newPage();
    const token = await makeTokenOnScreens(planhat, stack.sandboxUrl, {
      name: "Churned",
      copyFrom: "Role: CSM read-only",
    });
    expect(token).toHaveLength(344);
    usedTokens.push(token);
    await planhat.getByRole("link", { name: "INFO" }).click();
    expect(await planhat.content()).not.toContain(token);
    const planhatDocuments = customer.documents.length - (documents[0] ?? 0);

    // Back on the console: paste, Save, and watch.
    await sandbox.setFaults([{ kind: "slow", delayMs: planhatDelayMs }]);
    const { page } = customer;
    await page.bringToFront();
    await pasteToken(page);
    expect(await tokenField(page).inputValue()).toBe(token);
    const tickedOff = watchTexts(page, "[data-probes]");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await verdictCard(page, "connected").waitFor();
    expect(await countTexts(page, tickedOff), "probes were seen ticking off").toBeGreaterThan(1);
    expect(await tokenField(page).inputValue(), "a stored token is not kept in the page").toBe("");

    await page.getByRole("link", { name: "Notify Churned" }).click();
    await page.getByRole("button", { name: "Notify Churned" }).click();
    await page.getByRole("heading", { name: "Churned was notified" }).waitFor();

    // The operator's page has been open all the time, so the request must appear on it without a reload.
    const approve = operator.page.getByRole("button", { name: "Approve" });
    await approve.waitFor();
    await goTo(operator.page, "Outbox");
    await operator.page
      .locator("article", { hasText: "operator@churned.example" })
      .getByRole("heading", { name: "asks to begin syncing" })
      .waitFor();
    await goTo(operator.page, "Sync requests");
    await approve.click();
    await operator.page.getByRole("heading", { name: "Nobody waits for a sync" }).waitFor();
    const customerSaw = watchTexts(page, "h1");
    await operator.page.locator("[data-requests] a").first().click();
    const operatorSaw = watchTexts(operator.page, "[data-streams]");

    // Both pages show the progress and the end of the sync.
    await page.getByRole("heading", { name: /^All [\d,]+ records are here$/ }).waitFor();
    await operator.page.getByText(/All [\d,]+ records are here/).waitFor();
    expect(await countTexts(page, customerSaw), "the customer saw progress").toBeGreaterThan(2);
    expect(
      await countTexts(operator.page, operatorSaw),
      "the operator saw progress",
    ).toBeGreaterThan(2);

    await operator.page.getByRole("tab", { name: "Records" }).click();
    await operator.page.locator("[data-record]").first().waitFor();
    await operator.page
      .getByRole("combobox", { name: "Model" })
      .selectOption({ label: "End User" });
    await operator.page.locator("[data-record]", { hasText: "End User" }).first().waitFor();
    await operator.page.locator("[data-record] summary").first().click();
    expect(await operator.page.locator("[data-json]").first().textContent()).toContain('"email"');

    await sandbox.setFaults([]);
    for (const person of [customer, operator]) {
      expect(await hasMark(person.page), `${person.name}'s page was never loaded again`).toBe(true);
      expect(person.complaints, `${person.name}'s browser has nothing to complain of`).toEqual([]);
    }
    expect(customer.documents.length - planhatDocuments).toBe(documents[0]);
    expect(operator.documents.length).toBe(documents[1]);
  });
}

const markName = "churnedTestMark";

async function markPage(page: Page): Promise<void> {
  await page.evaluate((name) => void Reflect.set(globalThis, name, true), markName);
}

async function hasMark(page: Page): Promise<boolean> {
  return await page.evaluate((name) => Reflect.get(globalThis, name) === true, markName);
}

/**
 * Records every different text of the first element that matches `selector`, from now on. Returns the name under
 * which the texts are recorded.
 */
function watchTexts(page: Page, selector: string): Promise<string> {
  const name = `churnedTestTexts ${selector}`;
  return page.evaluate(
    ([key, query]) => {
      const texts = new Set<string>();
      const look = (): void => {
        const text = document.querySelector(query)?.textContent;
        if (text) texts.add(text);
      };
      look();
      new MutationObserver(look).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      Reflect.set(globalThis, key, texts);
      return key;
    },
    [name, selector] as const,
  );
}

async function countTexts(page: Page, watch: Promise<string>): Promise<number> {
  return await page.evaluate(
    (key) => {
      const texts: unknown = Reflect.get(globalThis, key);
      return texts instanceof Set ? texts.size : 0;
    },
    await watch,
  );
}
