// Five open pages with typed text, for tests in which the API goes down.

import type { Browser, Page } from "playwright-core";

import { addConnection, callApi } from "../parts/api.ts";
import { copyText, pasteToken, signIn, tokenField } from "../parts/console-pages.ts";
import { openPerson, type Person } from "../parts/person.ts";
import type { SandboxAdmin } from "../parts/sandbox.ts";
import type { Stack } from "../start-stack.ts";

/** An open page of a person. */
export interface OpenPage {
  readonly name: string;
  readonly page: Page;
  /** The typed and unsent text, as the page shows it now. */
  readonly readTyped: () => Promise<string>;
}

/** All people and their pages. */
export interface OpenPages extends AsyncDisposable {
  readonly pages: readonly OpenPage[];
  readonly customer: Person;
  readonly operator: Person;
  readonly people: readonly Person[];
  /** The customer's connection, and the token that is pasted on its page. */
  readonly connectionId: string;
  readonly token: string;
  /** The text that the operator typed into the mail. */
  readonly subject: string;
}

const subject = "What to tick, half wri";

/** Opens the five pages at `appUrl` and types into three of them. */
export async function openFivePages(options: {
  readonly browser: Browser;
  readonly stack: Stack;
  readonly appUrl: string;
  readonly sandbox: SandboxAdmin;
}): Promise<OpenPages> {
  const { browser, sandbox } = options;
  const place = { appUrl: options.appUrl, sandboxUrl: options.stack.sandboxUrl };
  const people: Person[] = [];
  const open = async (name: string): Promise<Person> => {
    const person = await openPerson(browser, place, name);
    people.push(person);
    return person;
  };

  const customer = await open("customer");
  await signIn(customer, "customer");
  const connectionId = await addConnection(customer, "While the API restarts");
  const { token } = await sandbox.createAccount({ name: "pasted", view: "all" });
  await customer.page.goto(`/planhat?connection=${connectionId}`);
  await paste(customer.page, token);
  const status = await customer.context.newPage();
  await status.goto(`/status?connection=${connectionId}`);
  await status.getByRole("heading", { level: 1 }).waitFor();

  const guest = await open("guest");
  await visitAsGuest({ customer, guest, sandbox });

  const operator = await open("operator");
  await signIn(operator, "operator");
  const needy = await lackPermission(customer, sandbox);
  await operator.page.goto(`/needs-someone/${needy}`);
  await operator.page.getByLabel("Subject").fill(subject);
  const list = await operator.context.newPage();
  await list.goto("/connections");
  await list.getByRole("table", { name: "Connections" }).waitFor();

  return {
    pages: [
      {
        name: "a pasted token",
        page: customer.page,
        readTyped: async () => await tokenField(customer.page).inputValue(),
      },
      { name: "the customer's status", page: status, readTyped: nothing },
      {
        name: "a half-written mail",
        page: operator.page,
        readTyped: async () => await operator.page.getByLabel("Subject").inputValue(),
      },
      { name: "the operator's list", page: list, readTyped: nothing },
      {
        name: "a guest's pasted token",
        page: guest.page,
        readTyped: async () => await tokenField(guest.page).inputValue(),
      },
    ],
    customer,
    operator,
    people,
    connectionId,
    token,
    subject,
    [Symbol.asyncDispose]: async () => {
      for (const { context } of people) await context.close();
    },
  };
}

async function nothing(): Promise<string> {
  return "";
}

async function paste(page: Page, token: string): Promise<void> {
  await tokenField(page).waitFor();
  await copyText(page, token);
  await pasteToken(page);
}

async function visitAsGuest(of: {
  readonly customer: Person;
  readonly guest: Person;
  readonly sandbox: SandboxAdmin;
}): Promise<void> {
  const id = await addConnection(of.customer, "For a colleague");
  const path = `/v1/connections/${id}/invitations`;
  const body = { email: "grace@acme.example" };
  const { url } = await callApi<{ url: string }>(of.customer, "POST", path, body);
  const link = new URL(url);
  await of.guest.page.goto(link.pathname + link.hash);
  const { token } = await of.sandbox.createAccount({ name: "guests", view: "all" });
  await paste(of.guest.page, token);
}

/** Makes a connection that needs someone: its token lacks a permission. */
async function lackPermission(customer: Person, sandbox: SandboxAdmin): Promise<string> {
  const id = await addConnection(customer, "Lacks a permission");
  const { token } = await sandbox.createAccount({ name: "lacks", view: ["company"] });
  await callApi(customer, "PUT", `/v1/connections/${id}/token`, { token });
  return id;
}
