/**
 * Several workers sync several connections continuously, while records change and faults happen. A seed gives the
 * moments of the faults (`--moments`, `--seed`, `--redis`). Then the faults stop, and each connection is read
 * completely once more. The stored records are compared with the records of an undisturbed run. Prints JSON.
 */
import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { models } from "@churned/planhat-client/models";
import { getSync } from "@churned/services/reading";
import { createSync } from "@churned/services/sync";
import { saveToken } from "@churned/services/token";
import { waitFor } from "@churned/testkit";
import { acquirePostgres } from "@churned/testkit/postgres";
import { type Party, startStack } from "@churned/worker/testing/start-stack";
import { createOwner } from "./audit.ts";
import { listMoments, strike } from "./moments.ts";
import { startChaosReader } from "./reader.ts";
import type { ChaosReader } from "./reader.ts";
import { startChaosWorkers } from "./workers.ts";
import { makeRandom } from "../parts/make-random.ts";

const read = (name: string, usual: number): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1] ?? usual);
const count = read("moments", 10);
const seed = read("seed", 1);
const betweenMs = read("between", 700);
const connections = read("connections", 3);
const backend = process.argv.includes("--redis") ? "redis" : "postgresql";
const pageRows = 100;
const sizes = { company: 250, enduser: read("endusers", 2_400), license: 350, user: 3 };
const changing = ["company", "enduser", "license"] as const;
const syncMaxMs = 240_000;

const random = makeRandom(seed);
const say = (text: string): void => void process.stderr.write(`${text}\n`);
for (const model of Object.values(models))
  Object.assign(model, { pageMax: pageRows, pageDefault: pageRows });
await using server = await acquirePostgres({ isDurable: true });
await using stack = await startStack(backend, server);
const owner = createOwner(stack.database.ownerUrl);
await owner.beginAudit();
await using workers = await startChaosWorkers(stack, { count: 3, pageRows });
stack.sandbox.setLimits({ latencyMs: 40 });
// If a file is named, it receives all output of the workers.
const logFile = /--log=(\S+)/.exec(process.argv.join(" "))?.[1];
process.once("exit", () => {
  if (logFile !== undefined) writeFileSync(logFile, workers.listOutput());
});

interface Followed {
  readonly key: string;
  /** The office of new end users. */
  readonly companyId: string;
  readonly party: Party;
  readonly reader: ChaosReader;
}
const problems: string[] = [];
const ended = { succeeded: 0, other: 0 };

/** Connects a new connection to the sandbox's tenant `key`, with a separate token. */
async function connect(key: string, name: string): Promise<Party> {
  const party = await stack.addParty(name);
  const { token } = stack.sandbox.createAccount({ name, view: "all", tenant: key });
  const off = "(select jsonb_object_agg(key, 'off') from jsonb_each(plan))";
  const plan = JSON.stringify({
    company: "required",
    enduser: "required",
    license: "wanted",
    user: "wanted",
  });
  await owner.query(`update connections set plan = ${off} || $2 where id = $1`, [
    party.connectionId,
    plan,
  ]);
  const { checkId } = await saveToken(party.customer, { id: party.connectionId, token });
  const { verdict } = await stack.checkDone(party.customer, checkId);
  if (verdict?.kind !== "connected") throw new Error(`${name} is ${verdict?.kind}.`);
  return party;
}

/** Starts a sync and waits until it ends. The sync must end without help. */
async function sync({ connectionId: id }: Party, mode: "full" | "incremental"): Promise<void> {
  const asked = await waitFor(() => createSync(stack.operator, { id, mode }), {
    timeoutMs: syncMaxMs,
    intervalMs: 200,
    what: "a sync to be opened",
  });
  const over = await waitFor(
    async () => {
      const found = await getSync(stack.operator, asked);
      return found.doneAt === null ? undefined : found;
    },
    { timeoutMs: syncMaxMs, intervalMs: 100, what: `sync ${asked.id} to end by itself` },
  );
  if (over.state === "succeeded") ended.succeeded += 1;
  else {
    ended.other += 1;
    problems.push(`a ${mode} sync ended as ${over.state}: ${over.reason}`);
  }
}

async function follow(at: number): Promise<Followed> {
  const key = `chaos-${at}`;
  stack.sandbox.addTenants({ key, sizes });
  const { _id } = stack.sandbox.insertRecord(
    { tenant: key, model: "company" },
    { name: "Initech" },
  );
  const party = await connect(key, `Chaos ${at}`);
  return { key, companyId: _id, party, reader: startChaosReader(stack, party) };
}

let changes = 0;
/**
 * Changes records continuously. Few records are removed between two full syncs, so that no operator is asked about
 * them. No company is removed: users of a hidden company would look like an account that may see only some companies.
 */
function changeSomething({ key, companyId }: Followed): void {
  const model = changing[Math.floor(random() * changing.length)] ?? "enduser";
  changes += 1;
  const remove = model !== "company" && random() < 0.06 ? 1 / sizes[model] : 0;
  const place = { tenant: key, model };
  stack.sandbox.disturbRecords(place, { change: 0.004, remove, seed: `${seed}/${changes}` });
  if (random() < 0.3) stack.sandbox.insertRecord(place, { name: `New ${changes}`, companyId });
}

const followed = await Promise.all(Array.from({ length: connections }, (_, at) => follow(at)));
const over = new AbortController();
async function keepSyncing({ party }: Followed, first: number): Promise<void> {
  for (let round = first; !over.signal.aborted; round += 1)
    await sync(party, round % 2 === 0 ? "full" : "incremental");
}
async function keepChanging(one: Followed): Promise<void> {
  for (; !over.signal.aborted; await pause(150)) changeSomething(one);
}
const going = Promise.all([
  ...followed.map((one) => keepSyncing(one, 0)),
  ...followed.map(keepChanging),
]);

const startedAt = performance.now();
const struck: Record<string, number> = {};
for (const [at, kind] of listMoments(count, random).entries()) {
  await pause(betweenMs * (0.2 + 1.6 * random()));
  say(`${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${at + 1}/${count} ${kind}`);
  await strike({ stack, server, workers, random }, kind);
  struck[kind] = (struck[kind] ?? 0) + 1;
}
over.abort();
const struckMs = performance.now() - startedAt;
await workers.settle();
await going;
say(`${((performance.now() - startedAt) / 1000).toFixed(1)} s: left alone`);
const [, calms] = await Promise.all([
  Promise.all(followed.map(({ party }) => sync(party, "full"))),
  Promise.all(followed.map(({ key }) => readCalmly(key))),
]);
await Promise.all(followed.map(({ reader }) => reader.finish()));

type Row = { model: string; id: string; hash: string; seq: number; data: unknown; gone: boolean };
function listRows(connectionId: string): Promise<Row[]> {
  return owner.query<Row>(
    `select model, planhat_id as id, encode(hash, 'hex') as hash, seq::float8 as seq, data, deleted_at is not null as gone
     from records where connection_id = $1`,
    [connectionId],
  );
}

/** The tenant's rows, as an undisturbed sync of a new connection stores them. */
async function readCalmly(key: string): Promise<Row[]> {
  const calm = await connect(key, `Calm ${key}`);
  await sync(calm, "full");
  return await listRows(calm.connectionId);
}

/**
 * Compares a connection's rows with the rows of the undisturbed connection, and with the records that the reader has
 * read.
 */
async function compare({ key, party, reader }: Followed, calm: readonly Row[]): Promise<number> {
  const truth = new Map(calm.map((row) => [`${row.model}/${row.id}`, row]));
  const rows = await listRows(party.connectionId);
  const seen = new Set<string>();
  for (const row of rows) {
    const name = `${row.model}/${row.id}`;
    if (seen.has(name)) problems.push(`${name} is there twice`);
    seen.add(name);
    const calmRow = truth.get(name);
    if (row.gone !== (calmRow === undefined))
      problems.push(`${name} is ${row.gone ? "" : "not "}deleted`);
    else if (calmRow !== undefined && calmRow.hash !== row.hash)
      problems.push(`${name} is not as it should be`);
    const known = reader.known.get(name);
    if (
      known?.seq !== row.seq ||
      known.data !== JSON.stringify(row.data) ||
      known.isDeleted !== row.gone
    )
      problems.push(`the reader missed ${name} at ${row.seq}, it has ${known?.seq}`);
  }
  for (const name of truth.keys()) if (!seen.has(name)) problems.push(`${name} is missing`);
  for (const name of reader.known.keys())
    if (!seen.has(name)) problems.push(`${name} is gone without a word`);
  if (new Set(rows.map(({ seq }) => seq)).size !== rows.length)
    problems.push(`a number of ${key} was given twice`);
  if (reader.outOfOrder() > 0) problems.push(`${reader.outOfOrder()} numbers came out of order`);
  return rows.length;
}
const rows = await Promise.all(followed.map((one, at) => compare(one, calms[at] ?? [])));
for (const worker of workers.listFallen()) problems.push(worker);
const { claims, pages, strays, takeovers } = await owner.readAudit();
if (strays > 0) problems.push(`${strays} pages were committed by a worker that had lost its lease`);
const report = {
  seed,
  backend,
  struck,
  struckMs: Math.round(struckMs),
  ended,
  changes,
  claims,
  pages,
  takeovers,
  strays,
  fenced: workers.countLines("another worker took this sync over"),
  rows: rows.reduce((sum, one) => sum + one, 0),
  reads: followed.reduce((sum, { reader }) => sum + reader.reads(), 0),
  problems: problems.slice(0, 20),
  problemCount: problems.length,
};
process.stdout.write(`${JSON.stringify(report)}\n`);
