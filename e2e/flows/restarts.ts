// An API that crashes or is deployed breaks no page. All pages stay, show that they are not live, and recover
// automatically.

import { expect, onTestFinished, test } from "vitest";

import { readChecks } from "../parts/api.ts";
import { verdictCard } from "../parts/console-pages.ts";
import { startOwnApi } from "../parts/own-api.ts";
import type { World } from "../parts/world.ts";
import { openFivePages } from "../restarts/open-pages.ts";
import { markPages, type Pause, restart } from "../restarts/restart.ts";

/**
 * The API comes back at once, as under a supervisor, or only when every page shows that it is not live. `pnpm prove
 * api-restarts` tests longer pauses.
 */
const pauses: readonly Pause[] = [0, "until told", 0];

/** Registers the test of restarts. */
export function testRestarts(world: World): void {
  test(
    "restarts of the API leave five open pages as they are, with all that was typed",
    { timeout: 240_000 },
    async () => {
      const { stack, sandbox, browser } = world;
      const api = await startOwnApi(stack);
      onTestFinished(async () => await api[Symbol.asyncDispose]());
      const open = await openFivePages({ browser, stack, appUrl: api.url, sandbox });
      onTestFinished(async () => await open[Symbol.asyncDispose]());
      await markPages(open.pages);
      for (const pause of pauses)
        expect((await restart(api, open.pages, pause)).problems).toEqual([]);

      // The API received a Save and was killed before it answered. The page sends the Save again, and the API counts
      // it once.
      const { page } = open.customer;
      const before = (await readChecks(open.customer, open.connectionId)).length;
      api.freeze();
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("button", { name: "Saving…" }).waitFor();
      await api.kill();
      await page.getByText("The same Save is sent again by itself").waitFor();
      await api.start();
      await verdictCard(page, "connected").waitFor();
      const checks = await readChecks(open.customer, open.connectionId);
      expect(checks.filter(({ trigger }) => trigger === "save")).toHaveLength(before + 1);

      // The operator continues on the same page, beside the unfinished mail.
      const panel = open.operator.page.getByRole("article", { name: "Lacks a permission" });
      await panel.getByLabel("Note", { exact: true }).fill("They were called.");
      await panel.getByRole("button", { name: "Add", exact: true }).click();
      await panel.locator("[data-notes]", { hasText: "They were called." }).waitFor();
      expect(await panel.getByLabel("Subject").inputValue()).toBe(open.subject);
      for (const { complaints } of open.people)
        expect(complaints.filter((text) => !text.startsWith("console: Failed to load"))).toEqual(
          [],
        );
    },
  );
}
