// Makes states of the product that would take long by hand, through the APIs of the product and the sandbox.

import { waitFor } from "@churned/testkit";

import { addConnection, callApi, readConnection } from "./api.ts";
import type { Person } from "./person.ts";
import type { SandboxAdmin } from "./sandbox.ts";

/** The people and the sandbox that the functions use. */
export interface Cast {
  readonly customer: Person;
  readonly operator: Person;
  readonly sandbox: SandboxAdmin;
}

/** Adds a connection with a working token to the customer's tenant. Returns its id. */
async function connect({ customer }: Cast, name: string, token: string): Promise<string> {
  const id = await addConnection(customer, name);
  await callApi(customer, "PUT", `/v1/connections/${id}/token`, { token });
  await waitFor(async () => (await readConnection(customer, id)).state === "connected", {
    what: `${name} to be connected`,
    timeoutMs: 30_000,
  });
  return id;
}

/** Syncs all models and waits for the end. */
async function syncFully({ operator }: Cast, connectionId: string): Promise<void> {
  const path = `/v1/connections/${connectionId}/syncs`;
  const { id } = await callApi<{ id: string }>(operator, "POST", path, { mode: "full" });
  await waitFor(
    async () => {
      const { state } = await callApi<{ state: string }>(operator, "GET", `/v1/syncs/${id}`);
      return ["succeeded", "succeeded_with_gaps", "failed", "cancelled"].includes(state);
    },
    { what: "the sync to end", timeoutMs: 60_000 },
  );
}

/**
 * Makes a connection that asks an operator, because many of its 100 licenses are missing. Returns the connection's id
 * and the number of missing licenses.
 */
export async function loseRecords(
  cast: Cast,
  name: string,
): Promise<{ readonly id: string; readonly missing: number }> {
  const { sandbox } = cast;
  const key = name.toLowerCase().replaceAll(/[^a-z]+/g, "-");
  const [tenant] = await sandbox.createTenants({
    key,
    sizes: { company: 80, enduser: 90, license: 100 },
  });
  if (tenant === undefined) throw new Error("The sandbox created no tenant.");
  const id = await connect(cast, name, tenant.token);
  await syncFully(cast, id);
  const missing = await sandbox.removeRecords({
    tenant: tenant.key,
    model: "license",
    share: 0.4,
  });
  await syncFully(cast, id);
  return { id, missing };
}

/** The host of Planhat that fails in an outage. No other test uses it. */
const outageHost = "api-eu";

/** Causes an outage of a host with three connections and waits for its incident. Returns the incident's id. */
export async function beginOutage(cast: Cast): Promise<string> {
  const { operator, sandbox } = cast;
  const tenants = await sandbox.createTenants({ key: "storm", count: 3, host: outageHost });
  const ids: string[] = [];
  for (const [at, { token }] of tenants.entries())
    ids.push(await connect(cast, `Storm ${at + 1}`, token));
  await sandbox.setFaults([{ kind: "down", host: outageHost }]);
  for (const id of ids) await callApi(operator, "POST", `/v1/connections/${id}/checks`);
  return await waitFor(
    async () => {
      const path = "/v1/incidents?state=open";
      const { items } = await callApi<{ items: { id: string }[] }>(operator, "GET", path);
      return items[0]?.id;
    },
    { what: "the incident to be open", timeoutMs: 60_000 },
  );
}
