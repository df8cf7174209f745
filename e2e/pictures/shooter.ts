import { join } from "node:path";

import type { Page } from "playwright-core";

import type { Person } from "../parts/person.ts";
import { settle } from "../parts/settle.ts";

type Theme = "light" | "dark";
/** Takes pictures of a person's page in each width and both themes. */
export type Shot = (person: Person, name: string, widths?: readonly number[]) => Promise<void>;

/** The window size of the journey itself. */
export const windowSize = { width: 1440, height: 900 };
const heights: Readonly<Record<number, number>> = { 1440: 900, 1280: 800, 1024: 768, 390: 844 };
const highest = 2_400;

/** Numbers the pictures in the order they are taken. */
export function makeShooter(folder: string): Shot {
  let taken = 0;
  return async ({ page }, name, widths = [1440, 1024, 390]) => {
    taken++;
    const number = String(taken).padStart(2, "0");
    for (const width of widths) {
      for (const theme of ["light", "dark"] as const) {
        const path = join(folder, `${number}-${name}-${width}-${theme}.png`);
        await takePicture(page, { path, width, theme, isWhole: true });
      }
    }
    await page.setViewportSize(windowSize);
    await page.emulateMedia({ colorScheme: "light" });
    console.log(`${number} ${name}`);
  };
}

/**
 * Takes a picture. `isWhole` makes the window as high as the page, up to 2,400 px. Then a sticky bar is at the end of
 * the page, and not over its content.
 */
export async function takePicture(
  page: Page,
  of: {
    readonly path: string;
    readonly width: number;
    readonly theme: Theme;
    readonly isWhole: boolean;
  },
): Promise<void> {
  const { path, width, theme, isWhole } = of;
  await page.setViewportSize({ width, height: heights[width] ?? windowSize.height });
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await settle(page);
  if (isWhole) {
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(whole, highest) });
  }
  await settle(page);
  await page.screenshot({ path });
}
