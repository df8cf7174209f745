// The API goes down and comes back while pages are open. Checks that every page then behaves correctly.

import { setTimeout as delay } from "node:timers/promises";
import type { OwnApi } from "../parts/own-api.ts";
import type { OpenPage } from "./open-pages.ts";

/** How long the API is down: this many ms, or until each page shows that it is not live. */
export type Pause = number | "until told";

/** The faults of a restart, page by page; empty if there were none. */
export interface RestartReport {
  readonly problems: readonly string[];
  /** The time in ms from the first answer of the API until the last page is live again. */
  readonly backAfterMs: number;
}

const markName = "churnedTestMark";
const noticeTimeoutMs = 30_000;
const backTimeoutMs = 30_000;

/** Marks the open documents, so that a reload can be detected. */
export async function markPages(pages: readonly OpenPage[]): Promise<void> {
  for (const { page } of pages) {
    await page.locator('[data-live="live"]').waitFor({ state: "attached" });
    await page.evaluate((name) => void Reflect.set(globalThis, name, true), markName);
  }
}

/** Kills the API, starts it after `pause`, and waits until every page is live again. Nobody touches the pages. */
export async function restart(
  api: OwnApi,
  pages: readonly OpenPage[],
  pause: Pause,
): Promise<RestartReport> {
  const problems: string[] = [];
  const typed = await Promise.all(pages.map(async ({ readTyped }) => await readTyped()));
  await api.kill();
  const beganAt = performance.now();
  await eachPage(pages, problems, "did not notice that it is not live", async ({ page }) => {
    await page
      .locator('[data-live="not-live"]')
      .waitFor({ state: "attached", timeout: noticeTimeoutMs });
  });
  if (pause === "until told" || pause > 3_000)
    await eachPage(pages, problems, "does not say that it is not live", async ({ page }) => {
      await page
        .getByRole("status")
        .filter({ hasText: "Not live since" })
        .waitFor({ timeout: noticeTimeoutMs });
    });
  problems.push(...(await findLost(pages, typed, "while the API was away")));
  const restMs = pause === "until told" ? 0 : pause - (performance.now() - beganAt);
  if (restMs > 0) await delay(restMs);

  await api.start();
  const answersAt = performance.now();
  await eachPage(pages, problems, "did not come back by itself", async ({ page }) => {
    await page.locator('[data-live="live"]').waitFor({ state: "attached", timeout: backTimeoutMs });
  });
  const backAfterMs = performance.now() - answersAt;
  problems.push(...(await findLost(pages, typed, "after the API was back")));
  return { problems, backAfterMs };
}

/** Lists what is missing or different on the pages after the restart. */
async function findLost(
  pages: readonly OpenPage[],
  typed: readonly string[],
  when: string,
): Promise<string[]> {
  const found = pages.map(async ({ name, page, readTyped }, at) => {
    const lost: string[] = [];
    const hasMark = await page.evaluate((key) => Reflect.get(globalThis, key) === true, markName);
    if (!hasMark) lost.push(`${name}: was loaded anew ${when}`);
    if ((await page.locator("h1").count()) === 0) lost.push(`${name}: shows no page ${when}`);
    if ((await page.locator("[data-problem]").count()) > 0)
      lost.push(`${name}: shows a problem in place of data ${when}`);
    // Reads without waiting, because a field that is gone does not come back.
    const now = await withinMoment(readTyped());
    if (now !== typed[at]) lost.push(`${name}: what was typed is gone ${when}`);
    return lost;
  });
  return (await Promise.all(found)).flat();
}

async function withinMoment(read: Promise<string>): Promise<string | undefined> {
  const tooLate = delay(3_000, undefined);
  return await Promise.race([read.catch(() => undefined), tooLate]);
}

async function eachPage(
  pages: readonly OpenPage[],
  problems: string[],
  problem: string,
  look: (page: OpenPage) => Promise<void>,
): Promise<void> {
  await Promise.all(
    pages.map(async (open) => {
      await look(open).catch(() => problems.push(`${open.name}: ${problem}`));
    }),
  );
}
