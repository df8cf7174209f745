/** Connects tenants whose Planhat has a chosen size, and runs their syncs. */
import { getEstimate, getSync } from "@churned/services/reading";
import { approveSyncRequest, createSyncRequest } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import type { Party, Stack } from "@churned/worker/testing/start-stack";

/** A party and the token of its connection. */
export interface ConnectedParty {
  readonly party: Party;
  readonly token: string;
}

/**
 * Adds a tenant whose Planhat has this many records. Connects the tenant and waits for its estimate. A worker must be
 * running.
 */
export async function connectParty(
  stack: Stack,
  name: string,
  sizes: Readonly<Record<string, number>>,
): Promise<ConnectedParty> {
  const [added] = stack.sandbox.addTenants({ key: name.toLowerCase(), sizes });
  if (added === undefined) throw new Error("The sandbox added no tenant.");
  const party = await stack.addParty(name);
  const { connectionId: id, customer } = party;
  const { checkId } = await saveToken(customer, { id, token: added.token });
  const check = await stack.checkDone(customer, checkId);
  if (check.verdict?.kind !== "connected") throw new Error(`${name} is ${check.verdict?.kind}.`);
  await waitFor(async () => (await getEstimate(customer, { id })).state === "ready" || undefined, {
    timeoutMs: 60_000,
    what: `the estimate for ${name}`,
  });
  return { party, token: added.token };
}

/** Requests a party's first sync and approves it. Returns the sync's id. */
export async function beginSync(
  stack: Stack,
  { connectionId: id, customer }: Party,
): Promise<string> {
  const request = await createSyncRequest(customer, { id });
  return (await approveSyncRequest(stack.operator, request)).syncId;
}

/** Waits until a sync has ended. */
export function syncOver(
  { customer }: Party,
  id: string,
  timeoutMs: number,
): ReturnType<typeof getSync> {
  return waitFor(
    async () => {
      const sync = await getSync(customer, { id });
      return sync.doneAt === null ? undefined : sync;
    },
    { timeoutMs, intervalMs: 1_000, what: `sync ${id} to end` },
  );
}
