import type { Page } from "playwright-core";

/** Waits until the page has loaded its data and no animation or transition is running. */
export async function settle(page: Page): Promise<void> {
  // The page receives a changed size or colour scheme with its next frame, so wait for a frame.
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
