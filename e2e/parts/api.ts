// The product's API, called with the cookies of somebody who is signed in.

import { waitFor } from "@churned/testkit";

import type { Person } from "./person.ts";

/** Calls the API as this person. Throws with the answer when it is not a success. */
export async function callApi<T>(
  person: Person,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
): Promise<T> {
  const origin = new URL(person.page.url()).origin;
  const response = await person.context.request.fetch(path, {
    method,
    headers: { origin },
    ...(body === undefined ? {} : { data: body }),
  });
  if (!response.ok()) {
    throw new Error(`${method} ${path} answered ${response.status()}: ${await response.text()}`);
  }
  return (await response.json()) as T;
}

/** The parts of a connection that tests look at. */
export interface ConnectionBody {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly verdict: string | null;
  readonly lastFour: string | null;
  readonly freshAt: string | null;
  readonly candidate: { readonly verdict: string | null } | null;
  readonly planhat: { readonly companies: number | null } | null;
  readonly companiesAnswer: { readonly isAll: boolean; readonly count: number } | null;
}

/** Adds a connection to the customer's tenant: tests that share a stack do not share one. */
export async function addConnection(customer: Person, name: string): Promise<string> {
  const made = await callApi<{ id: string }>(customer, "POST", "/v1/connections", { name });
  return made.id;
}

/** Reads one connection. */
export async function readConnection(person: Person, id: string): Promise<ConnectionBody> {
  return await callApi(person, "GET", `/v1/connections/${id}`);
}

/** The parts of a check that tests look at. */
export interface CheckBody {
  readonly id: string;
  readonly state: string;
  readonly trigger: string;
  readonly verdict: { readonly kind: string } | null;
}

/** Reads a connection's checks, newest first. */
export async function readChecks(person: Person, id: string): Promise<readonly CheckBody[]> {
  const page = await callApi<{ items: CheckBody[] }>(person, "GET", `/v1/connections/${id}/checks`);
  return page.items;
}

/** Adds a tenant as an operator does; returns its first connection's id. */
export async function addTenant(
  operator: Person,
  tenant: { readonly name: string; readonly customerEmail: string },
): Promise<string> {
  const made = await callApi<{ connectionId: string }>(operator, "POST", "/v1/tenants", tenant);
  return made.connectionId;
}

/** The link to set a password, out of the mail to `email` in the demo's outbox. */
export async function readPasswordLink(operator: Person, email: string): Promise<string> {
  const text = await readMailTo(operator, email);
  const link = /\S+#token=\S+/.exec(text)?.[0];
  if (link === undefined) throw new Error(`The mail to ${email} has no link to set a password.`);
  return link;
}

/** The text of the latest mail to `email` in the demo's outbox, once it is there. */
export async function readMailTo(operator: Person, email: string): Promise<string> {
  return await waitFor(
    async () => {
      const { items } = await callApi<{ items: { to: string; text: string }[] }>(
        operator,
        "GET",
        "/v1/demo/outbox",
      );
      return items.find(({ to }) => to === email)?.text;
    },
    { what: `the mail to ${email}` },
  );
}
