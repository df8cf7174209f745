import { beginOutage, loseRecords } from "../parts/arrange.ts";
import { goTo } from "../parts/console-pages.ts";
import { fillWithTenants } from "../parts/fill-demo.ts";
import type { Tour } from "./customer-tour.ts";

/** Every page of an operator, after the customer's first sync. */
export async function shootOperator(tour: Tour): Promise<void> {
  const { browser, stack, operator, sandbox, shoot } = tour;
  const { page } = operator;
  await fillWithTenants({ browser, stack, operator, sandbox });
  await goTo(page, "Overview");
  await page.locator("[data-plot] canvas").first().waitFor();
  await shoot(operator, "overview");
  await goTo(page, "Sync requests");
  await shoot(operator, "sync-requests-answered");
  await goTo(page, "Outbox");
  await shoot(operator, "outbox");
  await shootNeedsSomeone(tour);
  await goTo(page, "Connections");
  await page.getByRole("table", { name: "Connections" }).waitFor();
  await shoot(operator, "connections");
  await page.getByRole("link", { name: "Acme" }).first().click();
  for (const tab of ["Summary", "Timeline", "Checks", "Syncs", "Records", "Fields", "Settings"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByRole("tab", { name: tab, selected: true }).waitFor();
    await page.locator("[data-panel] :is(li, h2)").first().waitFor();
    await shoot(operator, `connection-${tab.toLowerCase()}`);
  }
  await shootLeftToOperators(tour);
  await shootOutage(tour);
  await page.goto("/nowhere");
  await shoot(operator, "not-found");
}

async function shootNeedsSomeone({ operator, shoot }: Tour): Promise<void> {
  const { page } = operator;
  await goTo(page, "Needs someone");
  await page.locator("[data-requests-table]").waitFor();
  await shoot(operator, "needs-someone");
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto("/needs-someone");
  await page.locator("[data-inbox-row]").first().waitFor();
  await shoot(operator, "needs-someone-list", [1024, 390]);
}

async function shootLeftToOperators({ customer, operator, sandbox, shoot }: Tour): Promise<void> {
  const { page } = operator;
  const { id } = await loseRecords({ customer, operator, sandbox }, "Loses licenses");
  await page.goto(`/connections/${id}`);
  await page.locator("[data-held-question]").waitFor();
  await shoot(operator, "missing-records");
  await page.goto(`/needs-someone/${id}`);
  await page.locator("[data-held-question]").waitFor();
  await shoot(operator, "needs-someone-missing-records");
  await page.getByRole("button", { name: "Remove them…" }).click();
  await shoot(operator, "missing-records-answer");
  // The narrow page is a separate page, so the question must be opened again there.
  await page.reload();
  await page.getByRole("button", { name: "Remove them…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Remove \d+/ });
  await dialog.getByLabel("Reason").fill("Last year's contracts were deleted.");
  await dialog.getByRole("button", { name: "Remove them" }).click();
  await page.goto(`/connections/${id}`);
  await page.getByText("were removed").first().waitFor();
  await shoot(operator, "missing-records-removed");
  await goTo(page, "Policies");
  await page.getByRole("switch", { name: "Approve sync requests" }).waitFor();
  await shoot(operator, "policies");
  await page.getByRole("switch", { name: "Approve sync requests" }).click();
  await shoot(operator, "policies-question");
  await page.goto("/people");
  await page
    .getByRole("button", { name: /^Remove / })
    .first()
    .waitFor();
  await shoot(operator, "people");
}

async function shootOutage({ customer, operator, sandbox, shoot }: Tour): Promise<void> {
  const { page } = operator;
  const incidentId = await beginOutage({ customer, operator, sandbox });
  await page.goto("/needs-someone");
  await page.getByRole("region", { name: "Open incident" }).waitFor();
  await shoot(operator, "needs-someone-outage");
  await page.goto("/incidents");
  await page.locator("[data-open-incident]").waitFor();
  await shoot(operator, "incidents");
  await page.goto(`/incidents/${incidentId}`);
  await page.getByRole("table", { name: "Connections" }).waitFor();
  await shoot(operator, "incident");
  await sandbox.setFaults([]);
  await page.getByText(/^Over, after/).waitFor({ timeout: 180_000 });
  await shoot(operator, "incident-over");
  // The outage added connections to the customer, so the page asks the customer to choose a connection.
  await customer.page.goto("/status");
  await customer.page.getByLabel("Connection", { exact: true }).waitFor();
  await shoot(customer, "status-of-several");
}
