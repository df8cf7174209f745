// Tests an operator's decisions about syncs: missing records, the schedule, the plan and the policies.

import { expect, test } from "vitest";

import { loseRecords } from "../parts/arrange.ts";
import { signIn } from "../parts/console-pages.ts";
import type { World } from "../parts/world.ts";

export function testSyncDecisions(world: World): void {
  test("missing records wait for an operator's answer, and are removed with a reason while the page is open", async () => {
    const customer = await world.open("customer");
    const operator = await world.open("operator");
    await signIn(customer, "customer");
    await signIn(operator, "operator");
    const name = "Loses licenses";
    const cast = { customer, operator, sandbox: world.sandbox };
    const { id, missing } = await loseRecords(cast, name);
    const count = `${missing} missing records`;

    const { page } = operator;
    await page.goto(`/connections/${id}`);
    const question = page.getByRole("region", { name: "Missing records" });
    await question.getByRole("heading", { name: `Are ${count} really gone?` }).waitFor();
    const row = question.getByRole("row", { name: "License" });
    expect(await row.getByRole("cell").allTextContents()).toEqual([
      String(missing),
      "100",
      `${missing} %`,
    ]);

    await question.getByRole("button", { name: "Remove them…" }).click();
    const dialog = page.getByRole("dialog", { name: `Remove ${count}?` });
    await dialog.getByRole("button", { name: "Remove them" }).click();
    await dialog.getByText("Say why in a few words.").waitFor();
    await dialog.getByLabel("Reason").fill("Last year's contracts were deleted.");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    // The worker removes the records, and the page updates by itself.
    await page.getByText(`${count} were removed`).waitFor();
    await page.getByText("Last year's contracts were deleted.").first().waitFor();

    await page.goto(`/connections/${id}/records?model=license`);
    await page.getByText("deleted in Planhat").first().waitFor();
    expect(operator.complaints).toEqual([]);
  });

  test("an operator sets a schedule that can be kept, and the customer reads how fresh the data is", async () => {
    const customer = await world.open("customer");
    const operator = await world.open("operator");
    await signIn(customer, "customer");
    await signIn(operator, "operator");
    const { page } = operator;
    await page.goto("/connections?q=Loses");
    await page.getByRole("link", { name: "Loses licenses" }).click();
    await page.getByRole("tab", { name: "Settings" }).click();
    const save = page.getByRole("button", { name: "Save the schedule" });
    await page.getByLabel("Data is never older than", { exact: true }).fill("1");
    await page.getByText("The promise needs at least a third more time").waitFor();
    expect(await save.isDisabled(), "what cannot be kept cannot be saved").toBe(true);
    await page.getByText("Quick", { exact: true }).click();
    await save.click();
    await page.getByText("Never older than 1 hour").waitFor();
    await page.getByRole("tab", { name: "Timeline" }).click();
    await page.getByText("Schedule changed").waitFor();

    const id = new URL(page.url()).pathname.split("/")[2];
    await customer.page.goto(`/status?connection=${id}`);
    await customer.page.getByText("Newer data comes by").waitFor();
    expect(operator.complaints).toEqual([]);
  });

  test("an operator changes what is read, with a reason, and the customer reads which boxes to tick for it", async () => {
    const customer = await world.open("customer");
    const operator = await world.open("operator");
    await signIn(customer, "customer");
    await signIn(operator, "operator");
    const { page } = operator;
    await page.goto("/connections?q=Loses");
    await page.getByRole("link", { name: "Loses licenses" }).click();
    await page.getByRole("tab", { name: "Settings" }).click();
    const project = page.getByRole("group", { name: "Project" });
    await project.getByText("Wanted", { exact: true }).click();
    await page.getByText("Wanted: Project.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Save the plan" }).click();
    const dialog = page.getByRole("dialog", { name: "Change what is read?" });
    await dialog.getByLabel("Reason").fill("Their projects tell of risks.");
    await dialog.getByRole("button", { name: "Change what is read" }).click();
    await page.getByText("13 of 25 models").waitFor();
    await page.getByRole("tab", { name: "Timeline" }).click();
    await page.getByText("Wanted: Project. Their projects tell of risks.").waitFor();

    const id = new URL(page.url()).pathname.split("/")[2];
    await customer.page.goto(`/status?connection=${id}`);
    await customer.page.getByText("Project", { exact: true }).waitFor();
    expect(operator.complaints).toEqual([]);
  });

  test("a policy switches after a confirmation, and shows who switched it", async () => {
    const operator = await world.open("operator");
    await signIn(operator, "operator");
    const { page } = operator;
    await page.goto("/policies");
    const policy = page.getByRole("switch", { name: "Approve sync requests" });
    for (const [action, isOn] of [
      ["Approve by itself", true],
      ["Ask an operator", false],
    ] as const) {
      await policy.click();
      await page.getByRole("dialog").getByRole("button", { name: action }).click();
      await page.getByText(`Switched ${isOn ? "on" : "off"}`).waitFor();
      expect(await policy.isChecked()).toBe(isOn);
    }
    expect(operator.complaints).toEqual([]);
  });
}
