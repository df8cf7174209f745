/**
 * Asks every read of the API the same questions in a small and in a large database, and compares the rows and the
 * buffers that their statements took. Then drops the index of some reads in the large one, which must show as growth.
 * `--short`: smaller, and fewer questions. The last line is JSON.
 */
import { Client } from "pg";
import { startTestApi, type TestApi } from "@churned/api/testing/test-api";
import type { OperationName } from "@churned/domain/wire";
import { hasGrown } from "./compare.ts";
import { fill, type Size } from "./fill.ts";
import { type Known, listQuestions, type Question, reads } from "./questions.ts";
import { watchPlans, type Work } from "./watch-plans.ts";

const isShort = process.argv.includes("--short");
const sizes = {
  small: { connections: 1_000, records: isShort ? 1_000 : 10_000, entries: 1_000 },
  large: isShort
    ? { connections: 10_000, records: 10_000, entries: 10_000 }
    : { connections: 100_000, records: 1_000_000, entries: 100_000 },
} as const satisfies Record<string, Size>;
/** PostgreSQL may keep one plan for all values after it has planned a statement five times. */
const rounds = 6;
/** An index of each of these reads, without which the read must show as growing. */
const needed = {
  listTimeline: "timeline_connection_id_idx",
  listChecks: "checks_connection_id_idx",
  listSyncs: "syncs_full_connection_id_idx",
  listRecords: "records_connection_id_model_seq_idx",
  listConnections: "connection_names_grams_idx",
} as const satisfies Partial<Record<OperationName, string>>;

interface Asked extends Question {
  readonly work: Work;
}

interface World extends AsyncDisposable {
  readonly owner: Client;
  readonly ask: (operation?: OperationName) => Promise<Asked[]>;
}

async function build(size: Size): Promise<World> {
  const api = await startTestApi();
  const owner = new Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  const { acme, operator } = api;
  const { id: tenantId, connectionId, userId } = acme;
  await fill(owner, size, { tenantId, connectionId, userId, operatorId: operator.userId });
  const { body: document } = await api.call("GET", "/openapi.json");
  const questions = listQuestions(await readKnown(api, owner, size), document, isShort);
  const watch = await watchPlans(api.deps.db.pool, owner);
  const askOne = async ({ caller, path }: Question): Promise<Work> =>
    await watch(async () => {
      const answer = await api.call("GET", path, {
        cookie: { customer: acme, operator }[caller].cookie,
      });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.text}`);
    });
  return {
    owner,
    ask: async (operation) => {
      const asked: Asked[] = [];
      for (const question of questions) {
        if (operation !== undefined && question.operation !== operation) continue;
        let work: Work = { rows: 0, buffers: 0 };
        for (let round = 0; round < rounds; round++) {
          const { rows, buffers } = await askOne(question);
          work = { rows: Math.max(work.rows, rows), buffers: Math.max(work.buffers, buffers) };
        }
        asked.push({ ...question, work });
      }
      return asked;
    },
    [Symbol.asyncDispose]: async () => {
      await owner.end();
      await api[Symbol.asyncDispose]();
    },
  };
}

async function readKnown({ acme }: TestApi, owner: Client, size: Size): Promise<Known> {
  const find = async (query: string): Promise<string> =>
    (await owner.query<{ id: string }>(query)).rows[0]?.id ?? "";
  const newest = async (table: string): Promise<string> =>
    await find(
      `select id from ${table} where connection_id = '${acme.connectionId}' order by id desc limit 1`,
    );
  return {
    ids: {
      tenant: acme.id,
      connection: acme.connectionId,
      check: await newest("checks"),
      sync: await newest("syncs"),
      sync_request: await newest("sync_requests"),
      invitation: await newest("invitations"),
      person: acme.userId,
      api_key: await find("select id from api_keys limit 1"),
      incident: await find("select id from incidents where closed_at is null"),
    },
    disconnectedId: await find("select id from connections where state = 'disconnected'"),
    lastSeq: size.records,
  };
}

/** The questions that took more work in the large database; both lists have the same questions. */
function findGrown(small: readonly Asked[], large: readonly Asked[]) {
  return small.flatMap((before, at) => {
    const after = large[at];
    if (after?.operation !== before.operation)
      throw new Error("The two sizes were asked differently.");
    return hasGrown(before.work, after.work)
      ? [{ ...before, small: before.work, large: after.work }]
      : [];
  });
}

await using smallWorld = await build(sizes.small);
const small = await smallWorld.ask();
await using largeWorld = await build(sizes.large);
const large = await largeWorld.ask();
const grown = findGrown(small, large);

const unnoticed: string[] = [];
for (const operation of Object.keys(needed) as (keyof typeof needed)[]) {
  await largeWorld.owner.query(`drop index ${needed[operation]}`);
  const before = small.filter((asked) => asked.operation === operation);
  // Without its index, a read may take so long that PostgreSQL ends the statement. This shows too.
  const after = await largeWorld.ask(operation).catch(() => undefined);
  if (after !== undefined && findGrown(before, after).length === 0)
    unnoticed.push(needed[operation]);
}

const report = {
  sizes,
  reads: reads.length,
  questions: small.length,
  grown,
  dropped: Object.keys(needed).length,
  unnoticed,
};
process.stdout.write(`${JSON.stringify(report)}\n`);
