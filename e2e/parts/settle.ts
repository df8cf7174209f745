import type { Page } from "playwright-core";

/** Waits until the page shows what it was reading, and nothing on it is on its way from one colour or place to another. */
export async function settle(page: Page): Promise<void> {
  // A changed size or colour scheme is told to the page with its next frame.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
  await page.waitForFunction(
    () =>
      document.querySelector("[data-waiting-for]") === null &&
      document.getAnimations().every(({ playState }) => playState !== "running"),
  );
}
