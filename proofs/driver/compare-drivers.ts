/**
 * Sends the same pages and transactions through `pg`, as our pools use it, and through postgres.js. The drivers take
 * turns, on one connection each. A page arrives as bytes and is stored as rows of jsonb. A transaction has five
 * statements. Both drivers pipeline them: they send a statement before the answer to the last statement.
 */
import { createDatabase } from "@churned/db/client";
import { createTestDatabase } from "@churned/testkit";
import postgres from "postgres";

const pageRows = 2_000;

/** Medians over all rounds, in ms. */
interface DriverTimes {
  /** From the bytes of a page to PostgreSQL's answer. */
  readonly pageMs: number;
  /** The processor time of this process within that time. */
  readonly pageCpuMs: number;
  readonly transactionMs: number;
  /** The number of rows in PostgreSQL at the end. It must be equal for both drivers. */
  readonly rows: number;
}

/** The times of both drivers for records of `bytes` bytes each. */
export interface DriverComparison {
  readonly pg: DriverTimes;
  readonly postgresJs: DriverTimes;
}

interface Driver {
  readonly landPage: (statement: string, page: Buffer) => Promise<unknown>;
  readonly transact: (statement: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const begin = "begin; select set_config('app.tenant_id', 'x', true)";

async function openPg(url: string): Promise<Driver> {
  const db = createDatabase({ url, poolSize: 1, onError() {} });
  const client = await db.pool.connect();
  return {
    landPage: (statement, page) => client.query(statement, [page]),
    transact: (statement) =>
      Promise.all([
        client.query(begin),
        ...[1, 2, 3].map((n) => client.query(statement, [n])),
        client.query("commit"),
      ]),
    close: async () => {
      client.release();
      await db.close();
    },
  };
}

function openPostgresJs(url: string): Driver {
  const sql = postgres(url, { max: 1 });
  const prepared = { prepare: true };
  return {
    // postgres.js writes only text parameters, so the bytes are decoded first.
    landPage: async (statement, page) => await sql.unsafe(statement, [page.toString()], prepared),
    // `sql.begin` would wait for the answer to BEGIN. With a pool of one connection, BEGIN can be sent like any
    // statement.
    transact: (statement) =>
      Promise.all([
        sql.unsafe(begin),
        ...[1, 2, 3].map((n) => sql.unsafe(statement, [n], prepared)),
        sql.unsafe("commit"),
      ]),
    close: () => sql.end(),
  };
}

/** Measures both drivers with records of `bytes` each. */
export async function compareDrivers(options: {
  readonly bytes: number;
  readonly pages: number;
  readonly transactions: number;
}): Promise<DriverComparison> {
  await using database = await createTestDatabase();
  const owner = createDatabase({ url: database.ownerUrl, poolSize: 1, onError() {} });
  const drivers = {
    pg: await openPg(database.ownerUrl),
    postgresJs: openPostgresJs(database.ownerUrl),
  };
  const names = ["pg", "postgresJs"] as const;
  const seen = { pg: makeSamples(), postgresJs: makeSamples() };
  for (const name of names)
    await owner.pool.query(`create table of_${name} (id text primary key, data jsonb not null)`);
  for (let page = 0; page < options.pages; page++) {
    const bytes = makePage(page, options.bytes);
    for (const name of page % 2 === 0 ? names : names.toReversed()) {
      const cpu = process.cpuUsage();
      const startedAt = performance.now();
      await drivers[name].landPage(landInto(`of_${name}`), bytes);
      seen[name].page.push(performance.now() - startedAt);
      const { user, system } = process.cpuUsage(cpu);
      seen[name].cpu.push((user + system) / 1_000);
    }
  }
  for (let n = 0; n < options.transactions; n++)
    for (const name of n % 2 === 0 ? names : names.toReversed()) {
      const startedAt = performance.now();
      await drivers[name].transact("select $1::int + 1 as n");
      seen[name].transaction.push(performance.now() - startedAt);
    }
  const count = async (name: "pg" | "postgresJs"): Promise<number> => {
    const { rows } = await owner.pool.query<{ n: number }>(
      `select count(*)::int n from of_${name}`,
    );
    return rows[0]?.n ?? 0;
  };
  const report = {
    pg: { ...summarize(seen.pg), rows: await count("pg") },
    postgresJs: { ...summarize(seen.postgresJs), rows: await count("postgresJs") },
  };
  for (const one of [drivers.pg, drivers.postgresJs, owner]) await one.close();
  return report;
}

interface Samples {
  readonly page: number[];
  readonly cpu: number[];
  readonly transaction: number[];
}

const makeSamples = (): Samples => ({ page: [], cpu: [], transaction: [] });

function summarize({ page, cpu, transaction }: Samples): Omit<DriverTimes, "rows"> {
  return {
    pageMs: median(page),
    pageCpuMs: median(cpu),
    transactionMs: median(transaction),
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const landInto = (table: string): string =>
  `insert into ${table} select e ->> '_id', e from jsonb_array_elements($1::text::jsonb) e
   on conflict (id) do update set data = excluded.data where ${table}.data <> excluded.data`;

/** Makes a page in Planhat's format, with some text outside ASCII. */
function makePage(page: number, bytes: number): Buffer {
  const rows = Array.from({ length: pageRows }, (_, at) => {
    const n = page * pageRows + at;
    const words = `${n.toString(36)} spoke with the team about renewal ${(n * 7919).toString(36)}. `;
    const custom = {
      "Wants news 🗞": n % 2 === 0,
      notes: words.repeat(bytes).slice(0, bytes - 120),
    };
    return JSON.stringify({ _id: n.toString(16).padStart(24, "0"), name: `Zoë ${n}`, custom });
  });
  return Buffer.from(`[${rows.join(",")}]`);
}
