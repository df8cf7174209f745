import type { Page } from "playwright-core";

/** Waits until the page shows what it was reading, and nothing on it is on its way from one colour or place to another. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector("[data-waiting-for]") === null &&
      document.getAnimations().every(({ playState }) => playState !== "running"),
  );
}
