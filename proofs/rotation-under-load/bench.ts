/**
 * Replaces a connection's token many times, while full syncs of this connection and of another tenant run. After each
 * replacement, removes in Planhat the token before the replaced token. Counts calls without a 200 answer, pages read
 * with a replaced token, and rows in the wrong place. Prints JSON. Planhat's call limit is off, because the bench
 * only shows that no old token is used.
 */
import { getSync } from "@churned/services/reading";
import { createSync } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { Client } from "pg";
import { type Party, startStack } from "@churned/worker/testing/start-stack";

const times = Number(/--times=(\d+)/.exec(process.argv.join(" "))?.[1] ?? "50");
const stack = await startStack("postgresql");
const owner = new Client({ connectionString: stack.database.ownerUrl });
await owner.connect();
const { sandbox, operator, acme, globex } = stack;

interface Account {
  readonly accountId: string;
  readonly token: string;
}
const account = (tenant: string): Account =>
  sandbox.createAccount({ name: "Rotation", view: "all", tenant });

/** All calls so far. The sandbox forgets old calls, so `noteCalls` runs often. */
const calls = new Set<ReturnType<typeof sandbox.listRequests>[number]>();
function noteCalls(): void {
  for (const call of sandbox.listRequests()) calls.add(call);
}

async function save(
  { customer, connectionId: id }: Party,
  { token }: Account,
  host = "api",
): Promise<number> {
  // Without this line, the limit of calls per minute would make the bench take an hour.
  await owner.query("delete from budgets");
  const { checkId } = await saveToken(customer, { id, token, host });
  const { verdict, doneAt } = await stack.checkDone(customer, checkId);
  if (verdict?.kind !== "connected") throw new Error(`A token was not accepted: ${verdict?.kind}`);
  return Date.parse(doneAt ?? "");
}

const live = new Map<Party, string>();
let syncs = 0;
/** Starts a full sync of the connection, unless the last sync still runs. */
async function keepSyncing(party: Party): Promise<void> {
  const known = live.get(party);
  if (known !== undefined && (await getSync(operator, { id: known })).doneAt === null) return;
  const { id } = await createSync(operator, { id: party.connectionId, mode: "full" });
  live.set(party, id);
  syncs += 1;
  await waitFor(async () => (await getSync(operator, { id })).state === "running" || undefined, {
    timeoutMs: 20_000,
    what: "a sync to run",
  });
}

let underLoad = 0;
/** Counts pages read with a replaced token, except a page that was requested before the replacement. */
let late = 0;
try {
  await stack.startWorker();
  sandbox.setFaults([{ kind: "slow", delayMs: 100 }]);
  const used = [account("acme")];
  for (const first of used) await save(acme, first);
  await save(globex, account("nordlys"), "api-eu");
  for (let n = 0; n < times; n += 1) {
    await keepSyncing(acme);
    await keepSyncing(globex);
    const next = account("acme");
    const doneAt = await save(acme, next);
    // Pages are read one after another. If the next page uses the new token, no later page uses the old token.
    const isTaken = async (): Promise<true | undefined> => {
      if (countPages(next, doneAt) > 0) return true;
      // The sync that was running may have ended.
      await keepSyncing(acme);
      return undefined;
    };
    await waitFor(isTaken, { timeoutMs: 30_000, what: "a page read with the new token" });
    underLoad += 1;
    noteCalls();
    const before = used.at(-1);
    // One page may have been requested before the replacement.
    if (before !== undefined) late += Math.max(0, countPages(before, doneAt) - 1);
    used.push(next);
    const old = used.at(-3);
    if (old !== undefined) sandbox.revokeTokens(old.accountId);
  }
  sandbox.clearFaults();
  for (const id of live.values())
    await waitFor(async () => (await getSync(operator, { id })).doneAt !== null || undefined, {
      timeoutMs: 120_000,
      what: "the syncs to end",
    });
  noteCalls();
  const failed = [...calls].filter(({ status }) => status !== 200);
  process.stdout.write(
    `${JSON.stringify({ times: underLoad, syncs, calls: calls.size, failed: failed.length, late, ...(await countRows()) })}\n`,
  );
} finally {
  await owner.end();
  await stack[Symbol.asyncDispose]();
}

/** Counts sync pages requested with a token after `at`. Checks and estimates select fields; syncs do not. */
function countPages({ accountId }: Account, after: number): number {
  const asked = sandbox.listRequests(accountId);
  return asked.filter(({ at, path }) => at > after && !/select=|lean/.test(path)).length;
}

/** Compares the stored rows with Planhat's rows, and finds rows that another tenant's connection also has. */
async function countRows(): Promise<{ missing: number; foreign: number; rows: number }> {
  const truths = new Map([
    [acme.connectionId, "acme"],
    [globex.connectionId, "nordlys"],
  ]);
  const { rows } = await owner.query<{ connection: string; model: string; n: string }>(
    "select connection_id as connection, model, count(*) as n from records where deleted_at is null group by 1, 2",
  );
  let missing = 0;
  for (const [connectionId, key] of truths) {
    const truth = sandbox.listTenants().find((tenant) => tenant.key === key)?.records ?? {};
    for (const [model, count] of Object.entries(truth)) {
      const landed = rows.find((row) => row.connection === connectionId && row.model === model);
      missing += Math.abs(count - Number(landed?.n ?? 0));
    }
  }
  const foreign = await owner.query<{ n: string }>(
    `select count(*) as n from records r
     where exists (select 1 from records o
                   where o.model = r.model and o.planhat_id = r.planhat_id and o.connection_id <> r.connection_id)
        or tenant_id <> (select tenant_id from connections where id = r.connection_id)`,
  );
  const total = rows.reduce((sum, { n }) => sum + Number(n), 0);
  return { missing, foreign: Number(foreign.rows[0]?.n), rows: total };
}
