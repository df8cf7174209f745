// Tests the replacement of a token: the verdict appears in the visible part of the page.

import { expect, test } from "vitest";

import { addConnection, callApi, readConnection } from "../parts/api.ts";
import { saveToken, signIn, tokenField, verdictCard } from "../parts/console-pages.ts";
import { waitFor } from "@churned/testkit";
import type { World } from "../parts/world.ts";

/** Registers the test of a replacement. */
export function testReplacement(world: World): void {
  test.each([
    { width: 390, height: 844 },
    { width: 1440, height: 900 },
  ])("after a replacement the verdict is in view ($width wide)", async (viewport) => {
    const customer = await world.open("customer", { viewport });
    await signIn(customer, "customer");
    const id = await addConnection(customer, `Replaced at ${viewport.width}`);
    const first = await world.sandbox.createAccount({ name: "first", view: "all" });
    await callApi(customer, "PUT", `/v1/connections/${id}/token`, { token: first.token });
    await waitFor(async () => (await readConnection(customer, id)).state === "connected", {
      what: "the first token to work",
      timeoutMs: 30_000,
    });
    const { page } = customer;
    await page.goto(`/planhat?connection=${id}#token`);
    await tokenField(page).waitFor();
    const second = await world.sandbox.createAccount({ name: "second", view: "all" });
    await saveToken(page, second.token);
    // The note about the old token appears after the verdict. The note must not move the verdict out of view.
    await page.getByText(`Remove the old token ending …${first.token.slice(-4)}`).waitFor();
    const card = verdictCard(page, "connected");
    await waitFor(
      async () => {
        const box = await card.getByRole("heading", { level: 2 }).boundingBox();
        return box !== null && box.y >= 0 && box.y + box.height <= viewport.height;
      },
      { what: "the verdict to be in view", timeoutMs: 10_000 },
    );
    expect(await tokenField(page).inputValue()).toBe("");
  });
}
