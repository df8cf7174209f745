import { signIn } from "../parts/console-pages.ts";
import type { Person } from "../parts/person.ts";
import type { World } from "../parts/world.ts";

/** Checks a page while its API is down, and a page whose sign-in has ended. */
export async function lookAtInterruptions(
  world: World,
  look: (person: Person, name: string) => Promise<void>,
): Promise<void> {
  const customer = await world.open("customer");
  await signIn(customer, "customer");
  const { page, context } = customer;
  await page.locator('[data-live="live"]').waitFor({ state: "attached" });
  await context.setOffline(true);
  await page.getByText("Not live since").waitFor();
  await look(customer, "not live");
  await context.setOffline(false);
  await page.locator('[data-live="live"]').waitFor({ state: "attached" });
  await context.clearCookies();
  // Changing the language makes the page read everything again, so the page finds that the sign-in has ended.
  await page.getByRole("button", { name: "Nederlands" }).click();
  await page.getByRole("dialog", { name: "Your sign-in has ended" }).waitFor();
  await look(customer, "sign-in again");
}
