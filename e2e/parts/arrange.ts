// States of a working day that take a while by hand, brought about through the APIs of the product and of the sandbox.

import { waitFor } from "@churned/testkit";

import { addConnection, callApi, readConnection } from "./api.ts";
import type { Person } from "./person.ts";
import type { SandboxAdmin } from "./sandbox.ts";

/** Who arranges. */
export interface Cast {
  readonly customer: Person;
  readonly operator: Person;
  readonly sandbox: SandboxAdmin;
}

/** A new connection of the customer's tenant with a token that works; its id. */
async function connect({ customer }: Cast, name: string, token: string): Promise<string> {
  const id = await addConnection(customer, name);
  await callApi(customer, "PUT", `/v1/connections/${id}/token`, { token });
  await waitFor(async () => (await readConnection(customer, id)).state === "connected", {
    what: `${name} to be connected`,
    timeoutMs: 30_000,
  });
  return id;
}

/** Syncs everything, and waits for the end. */
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

/** A connection of whose 100 licenses so many are gone in Planhat that an operator is asked, and how many. */
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
  if (tenant === undefined) throw new Error("The sandbox made no tenant.");
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

/** The host of Planhat that fails in an outage; nothing else in the tests is on it. */
const outageHost = "api-eu";

/** An outage of a host with three connections on it, told as an incident; the incident's id. */
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
