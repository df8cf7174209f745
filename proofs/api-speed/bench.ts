/**
 * Reads of a signed-in customer beside bare Hono that sends the same statements through the same role: statements and
 * round trips of the reads, then rounds in turn with the same load. `--rounds=0` counts only. The last line is JSON.
 */
import { fileURLToPath } from "node:url";
import {
  type Operation,
  type OperationName,
  operations,
  routes,
  type Subject,
} from "@churned/domain/wire";
import { Client } from "pg";
import { startApiProcess } from "@churned/api/testing/api-process";
import { startTestApi } from "@churned/api/testing/test-api";
import { startProcess } from "@churned/testkit";
import { type Put, load } from "./load.ts";
import { makeSaves } from "./saves.ts";
import { watchStatements, type RoundTrip } from "./watch-statements.ts";

const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(" "))?.[1] ?? 5);
const forMs = Number(/--for=(\d+)/.exec(process.argv.join(" "))?.[1] ?? 3_000);
const connections = 8;

interface Run {
  readonly perSecond: number;
  /** The server's processor time for one request. */
  readonly cpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
interface Pair {
  readonly ours: Run;
  readonly bare: Run;
}
interface Size {
  readonly statements: number;
  readonly roundTrips: number;
}
export interface Report {
  readonly counted: { readonly one: Size; readonly list: Size };
  /** The round trips of each read, by the name of the operation. */
  readonly reads: Readonly<Record<string, number>>;
  /** A Save that replaces a token. */
  readonly save: Size;
  readonly measured: Readonly<Record<"one" | "list" | "save", readonly Pair[]>> | null;
}

const listed = 120;

await using api = await startTestApi();
const { acme } = api;
const owner = new Client({ connectionString: api.database.ownerUrl });
await owner.connect();
await owner.query(
  `insert into connections (tenant_id, name, plan)
   select tenant_id, 'Connection ' || n, plan from connections, generate_series(2, $2::int) n where id = $1`,
  [acme.connectionId, listed],
);
await owner.query("vacuum analyze");
const { rows: made } = await owner.query<{ id: string }>(
  "select id from connections where tenant_id = $1",
  [acme.id],
);
await owner.end();

const paths = {
  one: `/v1/connections/${acme.connectionId}`,
  list: "/v1/connections?limit=50",
} as const;
type Name = keyof typeof paths;
const names = Object.keys(paths) as Name[];
/** These need something that this database lacks: an inbox item, and a receipt. */
const without: ReadonlySet<OperationName> = new Set(["getInboxItem", "getReceipt"]);

const watch = watchStatements(api.deps.db.pool);
/** What one call sends. It is called twice, because a connection of the pool may be new at the first call. */
async function count(path: string, cookie: string): Promise<readonly RoundTrip[]> {
  const call = async (): Promise<void> => {
    const answer = await api.call("GET", path, { cookie });
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  };
  await call();
  return await watch(call);
}
const counted = {
  one: await count(paths.one, acme.cookie),
  list: await count(paths.list, acme.cookie),
};

const saves = await makeSaves({
  publicKey: api.deps.env.SEALING_PUBLIC_KEY,
  tenantId: acme.id,
  userId: acme.userId,
  connectionIds: made.map(({ id }) => id),
});

/** What a Save sends that replaces a token. The first calls warm up, as in `count`. */
async function countSave(): Promise<readonly RoundTrip[]> {
  const path = `/v1/connections/${acme.connectionId}/token`;
  const save = async (): Promise<void> => {
    const body: unknown = JSON.parse(saves.ours().body);
    const answer = await api.call("PUT", path, { cookie: acme.cookie, body });
    if (answer.status !== 202) throw new Error(`A Save answered ${answer.status}: ${answer.text}`);
  };
  await save();
  await save();
  return await watch(save);
}

/** The round trips of every read whose subject is a connection, a check, or nothing, from the list of operations. */
async function countReads(): Promise<Record<string, number>> {
  const saved = await api.call("PUT", `/v1/connections/${acme.connectionId}/token`, {
    cookie: acme.cookie,
    body: { token: "a-token-that-is-long-enough-to-be-saved" },
  });
  const { checkId } = saved.body as { checkId: string };
  const ids: Partial<Record<Subject, string>> = { connection: acme.connectionId, check: checkId };
  const roundTrips: Record<string, number> = {};
  for (const name of Object.keys(routes) as OperationName[]) {
    const { access, subject, streams }: Operation = operations[name];
    const { method, path } = routes[name];
    const id = subject === undefined ? "" : ids[subject];
    const isCounted = method === "GET" && access !== "anyone" && streams === undefined;
    if (!isCounted || id === undefined || without.has(name)) continue;
    const { cookie } = access.includes("customer") ? acme : api.operator;
    roundTrips[name] = (await count(path.replace("{id}", id), cookie)).length;
  }
  return roundTrips;
}

/** The processor time that a server has used, from its metrics. */
async function readCpu(url: string): Promise<number> {
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(await (await fetch(url)).text())?.[1]);
}

async function run(url: string, cpuUrl: string, put?: () => Put): Promise<Run> {
  const before = await readCpu(cpuUrl);
  const { perSecond, latenciesMs } = await load({
    url,
    cookie: acme.cookie,
    connections,
    forMs,
    put,
    status: put === undefined ? 200 : 202,
  });
  const cpuMs = ((await readCpu(cpuUrl)) - before) * 1_000;
  return {
    perSecond,
    cpuMs: cpuMs / latenciesMs.length,
    p50Ms: latenciesMs[Math.floor(latenciesMs.length / 2)] ?? NaN,
    p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)] ?? NaN,
  };
}

async function measure() {
  await using ours = await startApiProcess(api, { env: { LOG_LEVEL: "info" } });
  await using bare = await startProcess({
    args: [fileURLToPath(new URL("bare.ts", import.meta.url))],
    env: {
      DATABASE_URL: api.database.apiUrl,
      QUESTIONS: JSON.stringify(
        Object.fromEntries(names.map((name) => [`/${name}`, counted[name]])),
      ),
    },
    readyWhen: (output) => output.includes("listening"),
  });
  const bareUrl = /http:\S+/.exec(bare.output())?.[0] ?? "";
  const measured: Record<Name | "save", Pair[]> = { one: [], list: [], save: [] };
  for (const name of [...names, "save"] as const)
    for (let round = -1; round < rounds; round += 1) {
      const put = name === "save" ? saves : undefined;
      const path = name === "save" ? "" : paths[name];
      const ourRun = () => run(ours.url + path, `${ours.url}/metrics`, put?.ours);
      const bareRun = () => run(`${bareUrl}/${name}`, `${bareUrl}/cpu`, put?.bare);
      const isFirst = round % 2 === 0;
      const pair = isFirst
        ? { ours: await ourRun(), bare: await bareRun() }
        : { bare: await bareRun(), ours: await ourRun() };
      // The first round warms both up.
      if (round >= 0) measured[name].push(pair);
    }
  return measured;
}

const report: Report = {
  counted: { one: sizeOf(counted.one), list: sizeOf(counted.list) },
  reads: await countReads(),
  save: sizeOf(await countSave()),
  measured: rounds === 0 ? null : await measure(),
};
process.stdout.write(`${JSON.stringify(report)}\n`);

function sizeOf(roundTrips: readonly RoundTrip[]): Report["counted"]["one"] {
  return { statements: roundTrips.flat().length, roundTrips: roundTrips.length };
}
