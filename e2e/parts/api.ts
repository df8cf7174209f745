// Calls the product's API with the cookies of a signed-in person.

import { waitFor } from "@churned/testkit";

import type { Person } from "./person.ts";

/** Calls the API as this person. If the answer is not a success, throws an error that contains the answer. */
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

/** The fields of a connection that tests use. */
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

/** Adds a connection to the customer's tenant, so that tests on the same stack do not share a connection. */
export async function addConnection(customer: Person, name: string): Promise<string> {
  const made = await callApi<{ id: string }>(customer, "POST", "/v1/connections", { name });
  return made.id;
}

/** Reads one connection. */
export async function readConnection(person: Person, id: string): Promise<ConnectionBody> {
  return await callApi(person, "GET", `/v1/connections/${id}`);
}

/** The fields of a check that tests use. */
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

/** Adds a tenant as an operator. Returns the id of its first connection. */
export async function addTenant(
  operator: Person,
  tenant: { readonly name: string; readonly customerEmail: string },
): Promise<string> {
  const made = await callApi<{ connectionId: string }>(operator, "POST", "/v1/tenants", tenant);
  return made.connectionId;
}

/** The link to set a password, from the mail to `email` in the demo's outbox. */
export async function readPasswordLink(operator: Person, email: string): Promise<string> {
  const text = await readMailTo(operator, email);
  const link = /\S+#token=\S+/.exec(text)?.[0];
  if (link === undefined) throw new Error(`The mail to ${email} has no link to set a password.`);
  return link;
}

/** Waits for a mail to `email` in the demo's outbox. Returns the text of the latest mail. */
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
