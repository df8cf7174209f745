// One cause, one alert: a host of Planhat fails, operators see one incident, and the incident ends automatically.

import { expect, test } from "vitest";

import { beginOutage } from "../parts/arrange.ts";
import { goTo, signIn } from "../parts/console-pages.ts";
import type { World } from "../parts/world.ts";

/** Registers the tests of an outage: its beginning, and, as late as possible, its end. */
export function testOutage(world: World): { readonly testItsEnd: () => void } {
  let address = "";

  test("an outage is one incident with its connections, shown above the inbox items", async () => {
    const customer = await world.open("customer");
    const operator = await world.open("operator");
    await signIn(customer, "customer");
    await signIn(operator, "operator");
    const incidentId = await beginOutage({ customer, operator, sandbox: world.sandbox });

    const { page } = operator;
    await page.goto("/needs-someone");
    // The banner has a link to the incident and asks for no action.
    await page.getByRole("region", { name: "Open incident" }).getByRole("link").click();
    await page.getByRole("heading", { name: /api-eu/, level: 1 }).waitFor();
    address = new URL(page.url()).pathname;
    expect(address).toBe(`/incidents/${incidentId}`);
    const table = page.getByRole("table", { name: "Connections" });
    await table.getByRole("link", { name: "Storm 3" }).waitFor();
    expect(await table.getByRole("link", { name: /Storm \d$/ }).count()).toBe(3);
    expect(await table.getByText("Connected", { exact: true }).count(), "verdicts are kept").toBe(
      3,
    );
    expect(await table.getByText("Failed", { exact: true }).count(), "who failed").toBe(3);
    await table.getByRole("link", { name: "Storm 1" }).click();
    await page.getByText("Part of an incident.").waitFor();
    await world.sandbox.setFaults([]);
    expect(operator.complaints).toEqual([]);
  });

  return {
    testItsEnd: () => {
      test("the incident ends by itself, and no connection waits for it any more", async () => {
        const operator = await world.open("operator");
        await signIn(operator, "operator");
        const { page } = operator;
        await page.goto(address);
        await page.getByText(/^Over, after/).waitFor({ timeout: 100_000 });
        await page.getByRole("heading", { name: "No connection waits for it" }).waitFor();
        await goTo(page, "Incidents");
        await page.getByRole("heading", { name: "No incident is open" }).waitFor();
        expect(operator.complaints).toEqual([]);
      });
    },
  };
}
