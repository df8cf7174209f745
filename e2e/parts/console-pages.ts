// Actions that people do on the console. Elements are found by the texts on its pages.

import type { Locator, Page } from "playwright-core";

import { accounts, type Person } from "./person.ts";

/** Signs in with the form, from any page that redirects to the sign-in. */
export async function signIn(
  person: Person,
  as: keyof typeof accounts | { readonly email: string; readonly password: string },
): Promise<void> {
  const { page } = person;
  const { email, password } = typeof as === "string" ? accounts[as] : as;
  await page.goto("/");
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}

/** The token field. */
export function tokenField(page: Page): Locator {
  return page.getByRole("textbox", { name: "API access token" });
}

/** Pastes the clipboard into the token field, with the keyboard. */
export async function pasteToken(page: Page): Promise<void> {
  await tokenField(page).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
}

/** Puts a text on the clipboard, as if a person had copied it elsewhere. */
export async function copyText(page: Page, text: string): Promise<void> {
  await page.bringToFront();
  await page.evaluate(async (value) => await navigator.clipboard.writeText(value), text);
}

/** Pastes a token and presses Save. */
export async function saveToken(page: Page, token: string): Promise<void> {
  await copyText(page, token);
  await pasteToken(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
}

/** The card that shows a verdict. */
export function verdictCard(page: Page, kind?: string): Locator {
  return page.locator(kind === undefined ? "[data-verdict]" : `[data-verdict="${kind}"]`);
}

/** Follows a link of the main navigation. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: place, exact: false })
    .click();
}
