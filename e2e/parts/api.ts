// The product's API, called with the cookies of somebody who is signed in.

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
  readonly candidate: { readonly verdict: string | null } | null;
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
