/**
 * Replaces a connection's token again and again while full syncs of it and of another tenant run, and removes the one
 * before the last in Planhat each time. Counts calls that were not answered 200, pages that were still read with a
 * replaced token, and rows that are not where they belong. Prints JSON. Planhat's quota is set aside: what is shown is that nobody uses an old token.
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

/** Every call so far; the sandbox forgets old ones, so it is asked often. */
const calls = new Set<ReturnType<typeof sandbox.listRequests>[number]>();
function noteCalls(): void {
  for (const call of sandbox.listRequests()) calls.add(call);
}

async function save(
  { customer, connectionId: id }: Party,
  { token }: Account,
  host = "api",
): Promise<number> {
  // The quota of a minute would otherwise make this last an hour.
  await owner.query("delete from budgets");
  const { checkId } = await saveToken(customer, { id, token, host });
  const { verdict, doneAt } = await stack.checkDone(customer, checkId);
  if (verdict?.kind !== "connected") throw new Error(`A token was not accepted: ${verdict?.kind}`);
  return Date.parse(doneAt ?? "");
}

const live = new Map<Party, string>();
let syncs = 0;
/** A full sync of the connection that is under way: the one there is, or a new one. */
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
/** Pages beyond the one under way that were still read with a replaced token. */
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
    // The sync's next page is read with the new token; pages come one after another, so none is read with an old one.
    const isTaken = async (): Promise<true | undefined> => {
      if (countPages(next, doneAt) > 0) return true;
      // The one that was under way may have been at its end.
      await keepSyncing(acme);
      return undefined;
    };
    await waitFor(isTaken, { timeoutMs: 30_000, what: "a page read with the new token" });
    underLoad += 1;
    noteCalls();
    const before = used.at(-1);
    // One page may have been under way.
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

/** Pages of syncs that were asked for with a token after `at`; checks and estimates select fields, syncs do not. */
function countPages({ accountId }: Account, after: number): number {
  const asked = sandbox.listRequests(accountId);
  return asked.filter(({ at, path }) => at > after && !/select=|lean/.test(path)).length;
}

/** Landed rows beside Planhat's, and those that another tenant's connection has too. */
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
