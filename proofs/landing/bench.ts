/**
 * Measures rows per second from HTTP to the commit. Compares them with a warm COPY of the same rows into the same
 * table, and with upserts row by row. All ways run in turn in one run, and the fastest of `--rounds=3` counts,
 * because other work on the machine only slows them down. A page is fetched and then stored with a sync's own
 * transaction: page, stream step, progress and notifications. Pages overlap by one row. `--pages=50` gives the pages
 * of 2,000 rows for each connection. The last line is JSON.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTestDatabase } from "@churned/testkit";
import { defaultPlan } from "@churned/domain/plan";
import type { Database } from "@churned/db/client";
import type { LandedPage, PageOrder, PageToLand, SyncClaim } from "@churned/db/sync";
import {
  asOperator,
  createDatabase,
  notifyChange,
  sendAlong,
  withTenant,
} from "@churned/db/client";
import { insertConnection } from "@churned/db/connection";
import { advanceStream, claimSync, insertSync, landPage, updateSync } from "@churned/db/sync";
import { insertTenant } from "@churned/db/tenant";

const pages = Number(/--pages=(\d+)/.exec(process.argv.join(" "))?.[1] ?? 50);
const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(" "))?.[1] ?? 3);
const pageRows = 2_000;
/** Each page begins with the last row of the page before. */
const newRows = pageRows - 1;
const allRows = pages * newRows + 1;
const rowByRow = 1_000;
const system = { kind: "system", name: "bench" } as const;
const leaseMs = 3_600_000;
const sizes = { small: 864, large: 3_072 } as const;

/** Makes a page of records of about `bytes` bytes each, in the order of their ids. */
function makePage(page: number, bytes: number): Buffer {
  const rows = Array.from({ length: pageRows }, (_, at) => {
    const n = page * newRows + at;
    const record = {
      _id: n.toString(16).padStart(24, "0"),
      companyId: (n % 5_000).toString(16).padStart(24, "0"),
      name: `Zoë Number ${n}`,
      email: `zoe.${n}@company-${n % 5_000}.example`,
      usage: { logins30: n % 60, reports: n % 7 },
      custom: { "Seat number": n % 900, "Wants news 🗞": n % 2 === 0, notes: "" },
      updatedAt: "2026-11-21T10:00:00.000Z",
    };
    const short = Buffer.byteLength(JSON.stringify(record));
    // The words vary, because PostgreSQL would compress equal words.
    const words = `${n.toString(36)} spoke with the team about renewal ${(n * 7919).toString(36)}. `;
    record.custom.notes = words.repeat(bytes).slice(0, Math.max(0, bytes - short));
    return JSON.stringify(record);
  });
  return Buffer.from(`[${rows.join(",")}]`);
}

async function openClaim(db: Database, apiUrl: string): Promise<SyncClaim> {
  const api = createDatabase({ url: apiUrl, onError() {} });
  const { tenantId, connectionId } = await asOperator(api, system, async (tx) => {
    const id = await insertTenant(tx, { name: "Bench" });
    const connection = { tenantId: id, name: "Bench", plan: defaultPlan };
    return { tenantId: id, connectionId: await insertConnection(tx, connection) };
  });
  await api.close();
  return await withTenant(db, system, tenantId, async (tx) => {
    const nothingKnown = { expected: null, watermark: null, newest: null };
    const models = [{ model: "enduser", mode: "full", ...nothingKnown }] as const;
    const { id } = await insertSync(tx, { tenantId, connectionId, mode: "full", models });
    const now = new Date();
    const until = new Date(now.getTime() + leaseMs);
    const claim = await claimSync(tx, id, { now, until });
    if (claim === undefined) throw new Error("The sync could not be claimed.");
    return claim;
  });
}

const fetchPage = async (url: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(url)).arrayBuffer());

async function measure(bytes: number) {
  const bodies = Array.from({ length: pages }, (_, page) => makePage(page, bytes));
  const server = createServer((request, response) => {
    const body = bodies[Number(request.url?.slice(1))];
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const database = await createTestDatabase();
  const db = createDatabase({ url: database.workerUrl, onError() {} });
  const owner = createDatabase({ url: database.ownerUrl, onError() {}, poolSize: 1 });

  /** Fetches and stores all pages, one after another for each connection. Returns rows per second. */
  async function land(holds: readonly SyncClaim[], way: "first" | "again"): Promise<number> {
    const startedAt = performance.now();
    await Promise.all(
      holds.map(async (claim) => {
        let after: string | null = null;
        let inserted = 0;
        for (let page = 0; page < pages; page += 1) {
          const body = await fetchPage(`${url}/${page}`);
          const order: PageOrder = { by: "id", after, isFirst: page === 0 };
          const landed = await landAsSyncsDo(claim, { model: "enduser", bytes: body, order });
          inserted += landed.inserted;
          after = landed.lastId;
        }
        const expected = way === "first" ? allRows : 0;
        if (inserted !== expected) throw new Error(`${inserted} of ${expected} rows were new.`);
      }),
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    await owner.pool.query("vacuum analyze records");
    return (holds.length * allRows) / seconds;
  }

  function landAsSyncsDo(claim: SyncClaim, page: PageToLand): Promise<LandedPage> {
    return withTenant(db, system, claim.tenantId, async (tx) => {
      const landed = await landPage(tx, claim, page);
      const at = new Date();
      advanceStream(tx, claim, page.model, {
        nextOffset: 0,
        lastId: landed.lastId,
        lastAt: null,
        newest: null,
        isOrdered: landed.isOrdered,
        stepBack: 0,
        paging: {},
        newlySeen: landed.newlySeen,
        isDone: false,
        landed,
        bytes: page.bytes.byteLength,
        requests: 1,
        at,
      });
      sendAlong(tx, updateSync(tx, claim.id, { state: "running", attempt: 0, progressAt: at }));
      const { id, connectionId, tenantId } = claim;
      notifyChange(tx, { topic: "sync", id, connectionId, tenantId });
      notifyChange(tx, { topic: "records", id: connectionId, connectionId, tenantId });
      return landed;
    });
  }

  const open = (): Promise<SyncClaim> => openClaim(db, database.apiUrl);
  const warm = await open();
  await land([warm], "first");
  await copyRows(owner.pool, warm, warm);
  const best = { copy: 0, first: 0, again: 0, firstOfTwo: 0, againOfTwo: 0, rowByRow: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const one = await open();
    const two = [await open(), await open()];
    const seen: typeof best = {
      first: await land([one], "first"),
      copy: await copyRows(owner.pool, one, warm),
      again: await land([one], "again"),
      firstOfTwo: await land(two, "first"),
      againOfTwo: await land(two, "again"),
      rowByRow: await upsertRows(owner.pool, one, bodies),
    };
    for (const [name, rate] of Object.entries(seen))
      if (isWay(name, best)) best[name] = Math.max(best[name], Math.round(rate));
  }
  await owner.close();
  await db.close();
  await database.drop();
  server.close();
  return { bytes, ...best };
}

function isWay<T extends object>(name: string, of: T): name is Extract<keyof T, string> {
  return name in of;
}

/** Upserts some of a connection's rows one by one, as a program without pages would. Returns rows per second. */
async function upsertRows(
  pool: Database["pool"],
  { tenantId, connectionId }: SyncClaim,
  bodies: readonly Buffer[],
): Promise<number> {
  const startedAt = performance.now();
  const records = JSON.parse(String(bodies[0])) as { _id: string }[];
  for (const record of records.slice(0, rowByRow))
    await pool.query(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       values ($1, $2, 'enduser', $3, $4::text::jsonb, sha256(convert_to($4::text, 'UTF8')), 1)
       on conflict (connection_id, model, planhat_id) do update set data = excluded.data, hash = excluded.hash`,
      [tenantId, connectionId, record._id, JSON.stringify(record)],
    );
  return rowByRow / ((performance.now() - startedAt) / 1_000);
}

/**
 * Copies a connection's rows to a file on the server, and then from the file into another connection. Returns the
 * rows per second of the second copy.
 */
async function copyRows(pool: Database["pool"], from: SyncClaim, to: SyncClaim): Promise<number> {
  const folder = await pool.query<{ path: string }>(
    "select current_setting('data_directory') as path",
  );
  const file = `${folder.rows[0]?.path}/bench-${from.connectionId}.copy`;
  await pool.query(
    `copy (select '${to.tenantId}'::uuid, '${to.connectionId}'::uuid, model, planhat_id, data, hash, seq, first_seen_at, changed_at, deleted_at
     from records where connection_id = '${from.connectionId}') to '${file}'`,
  );
  await pool.query(`delete from records where connection_id = '${to.connectionId}'`);
  await pool.query("vacuum analyze records");
  const startedAt = performance.now();
  const { rowCount } = await pool.query(
    `copy records (tenant_id, connection_id, model, planhat_id, data, hash, seq, first_seen_at, changed_at, deleted_at)
     from '${file}'`,
  );
  return (rowCount ?? 0) / ((performance.now() - startedAt) / 1_000);
}

const report = { small: await measure(sizes.small), large: await measure(sizes.large) };
process.stdout.write(`${JSON.stringify(report)}\n`);
