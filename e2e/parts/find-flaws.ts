import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

import { settle } from "./settle.ts";

/**
 * Checks the page in its current state, in both themes and at the width of a phone. Returns the flaws instead of
 * throwing.
 */
export async function findFlaws(page: Page, name: string): Promise<string[]> {
  const flaws: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // While a theme changes, measured contrasts mean nothing.
    await settle(page);
    const { violations } = await new AxeBuilder({ page })
      .options({ resultTypes: ["violations"] })
      // Our pages have no frames; without this option axe would open a second page for each check.
      .setLegacyMode()
      .analyze();
    for (const { id, nodes } of violations) {
      const where = nodes.map(({ target }) => target.join(" ")).join(" | ");
      flaws.push(`${name}, ${colorScheme}: ${id} at ${where}`);
    }
  }
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > 390) flaws.push(`${name}: ${width} px wide on a phone of 390`);
  if (size) await page.setViewportSize(size);
  await settle(page);
  return flaws;
}
