import { get, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { RecordBody } from "@churned/domain/wire";
import { waitFor } from "@churned/testkit";
import { serve } from "@hono/node-server";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "./testing/test-api.ts";

let api: TestApi;
let owner: Client;
/** The connections' ids. Acme has a few records of every unusual kind; Globex has fifty thousand records. */
let acme: string;
let globex: string;

beforeAll(async () => {
  api = await startTestApi();
  owner = new Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  acme = api.acme.connectionId;
  globex = api.globex.connectionId;
  await owner.query(
    `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
     select $1, $2, case when n % 2 = 0 then 'enduser' else 'company' end, to_char(n, 'FM000000'),
       jsonb_build_object('_id', to_char(n, 'FM000000'), 'name', 'Number ' || n, 'notes', repeat('lorem ipsum ', 80)), '', n
     from generate_series(1, 50000) n`,
    [api.globex.id, globex],
  );
  await owner.query("update connections set last_seq = 50000 where id = $1", [globex]);
});
afterAll(async () => {
  await owner.end();
  await api[Symbol.asyncDispose]();
});

/** Stores a record of Acme. Without data, the record is a tombstone: it says that the record was deleted. */
async function land(seq: number, model: string, planhatId: string, data: object | null) {
  await owner.query(
    `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq, deleted_at)
     values ($1, $2, $3, $4, $5, '', $6, $7)
     on conflict (connection_id, model, planhat_id) do update set data = excluded.data, seq = excluded.seq`,
    [
      api.acme.id,
      acme,
      model,
      planhatId,
      data === null ? null : JSON.stringify(data),
      seq,
      data === null ? new Date() : null,
    ],
  );
}

const exportOf = (connection: string, query = "") =>
  `/v1/connections/${connection}/export${query === "" ? "" : `?${query}`}`;
const linesOf = (text: string): unknown[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line));

describe("the export of a connection's records", () => {
  beforeEach(async () => {
    await owner.query("delete from records where connection_id = $1", [acme]);
  });

  test("has one line for each record, in the list's format, with deletions, after `since`", async () => {
    await land(1, "company", "c1", { _id: "c1", name: 'Zoë "Ω" \u2028 \\ 🗞', n: 1.5, x: null });
    await land(2, "enduser", 'odd"id\\', { _id: "e", custom: { "a b": [1, { c: "\n" }] } });
    await land(4, "company", "c2", null);
    const as = { cookie: api.acme.cookie };
    const answer = await api.call("GET", exportOf(acme), as);
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    expect(answer.headers.get("content-disposition")).toMatch(
      /^attachment; filename="acmes-planhat-records-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    const list = await api.call("GET", `/v1/connections/${acme}/records`, as);
    const lines = linesOf(answer.text);
    expect(lines).toHaveLength(3);
    expect({ items: lines.map((line) => RecordBody.parse(line)), nextCursor: null }).toEqual(
      list.body,
    );
    const later = await api.call("GET", exportOf(acme, "since=2"), as);
    expect(linesOf(later.text)).toMatchObject([{ seq: 4, data: null }]);
    const users = await api.call("GET", exportOf(acme, "model=enduser"), as);
    expect(linesOf(users.text)).toMatchObject([{ seq: 2 }]);
    expect((await api.call("GET", exportOf(acme, "since=4"), as)).text).toBe("");
  });

  test("as CSV has the live records of one model, and cells that spreadsheets never run as formulas", async () => {
    const notes = ["=1+1", "+31 6", "-2", "-2+3", "@x", "\tt", 'a "b", c', "two\nlines", "", " s"];
    notes.push("x;=1+1;y", "z\n+1", "a;b");
    const idOf = (n: number): string => `c${n + 10}`;
    for (const [n, note] of notes.entries())
      await land(n + 1, "company", idOf(n), { name: "Zoë", description: note, mrr: -3.5 });
    await land(20, "company", "c98", null);
    await land(21, "company", "c99", {
      owner: { _id: "o" },
      tags: ["a", "b"],
      custom: { "Seats, sold": 3, "=x": null, "a;=y": 1 },
    });
    const as = { cookie: api.acme.cookie };
    const answer = await api.call("GET", exportOf(acme, "format=csv&model=company"), as);
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const bytes = new TextEncoder().encode(answer.text);
    expect(answer.text.startsWith("seq") || bytes[0] === 0xef).toBe(true);
    const rows = parseCsv(answer.text.replace(/^\uFEFF/, ""));
    const [header = [], ...records] = rows;
    expect(header).toEqual(expect.arrayContaining(["name", "owner", "custom.=x"]));
    expect(header.slice(0, 2)).toEqual(["seq", "planhatId"]);
    expect(header.slice(-3)).toEqual(["custom.=x", "custom.Seats, sold", "custom.a;'=y"]);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.length]));
    const column = (name: string) => records.map((row) => row[header.indexOf(name)]);
    expect(column("planhatId")).toEqual([...notes.map((_, n) => idOf(n)), "c99"]);
    expect(column("description").slice(0, -1)).toEqual([
      "'=1+1",
      "'+31 6",
      "-2",
      "'-2+3",
      "'@x",
      "'\tt",
      'a "b", c',
      "two\nlines",
      "",
      " s",
      "x;'=1+1;y",
      "z\n'+1",
      "a;b",
    ]);
    // A spreadsheet that separates by semicolons or tabs ignores quotes inside a line.
    expect(answer.text).not.toMatch(/[;\t\r\n]\s*[=+@-]/);
    expect(answer.text).toContain(',"x;\'=1+1;y",');
    expect(column("mrr")[0]).toBe("-3.5");
    expect([column("tags").at(-1), column("custom.Seats, sold").at(-1)]).toEqual([
      '["a", "b"]',
      "3",
    ]);
    const unnamed = await api.call("GET", exportOf(acme, "format=csv"), as);
    expect([unnamed.status, unnamed.body]).toMatchObject([422, { errors: [{ path: "model" }] }]);
  });

  test("takes its custom fields from the catalogue if the catalogue has any", async () => {
    await land(1, "company", "c1", { custom: { Old: 1 } });
    await owner.query(
      "insert into custom_fields (tenant_id, connection_id, model, name, type) values ($1, $2, 'company', 'New', 'text')",
      [api.acme.id, acme],
    );
    const answer = await api.call("GET", exportOf(acme, "format=csv&model=company"), {
      cookie: api.operator.cookie,
    });
    expect(answer.text.split("\r\n")[0]).toMatch(/,custom\.New$/);
    await owner.query("delete from custom_fields where connection_id = $1", [acme]);
  });

  test("has a column for each of ten thousand custom fields", async () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `Field ${String(n).padStart(4, "0")}`);
    for (let n = 1; n <= 30; n += 1) {
      const custom = Object.fromEntries(names.map((name, at) => [name, at * n]));
      await land(n, "company", `c${String(n).padStart(2, "0")}`, { name: `Number ${n}`, custom });
    }
    const answer = await api.call("GET", exportOf(acme, "format=csv&model=company"), {
      cookie: api.acme.cookie,
    });
    expect(answer.status).toBe(200);
    const [header = [], ...records] = parseCsv(answer.text.replace(/^\uFEFF/, ""));
    expect(header.slice(-names.length)).toEqual(names.map((name) => `custom.${name}`));
    expect(records.map((row) => row[1])).toEqual(
      Array.from({ length: 30 }, (_, n) => `c${String(n + 1).padStart(2, "0")}`),
    );
    const last = records.at(-1) ?? [];
    expect([last.length, last.at(-1), last.at(-2)]).toEqual([header.length, "299970", "299940"]);
  });

  test("is recorded in the audit, with the person, the data and the tenant", async () => {
    await api.call("GET", exportOf(acme, "since=7"), { cookie: api.operator.cookie });
    const audit = await api.call("GET", "/v1/audit?limit=2", { cookie: api.operator.cookie });
    expect(audit.body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          action: "records.export",
          subjectId: acme,
          tenantId: api.acme.id,
          reason: "NDJSON of all models, changes after 7",
        }),
      ]),
    });
  });

  test("contains a record that changes during the export, and counts records by model", async () => {
    const response = await api.request(exportOf(globex), { headers: cookie(api.globex.cookie) });
    const reader = readText(response);
    let text = await reader.read();
    // The last record gets a sequence number above the highest number at the start of the export.
    await owner.query(
      "update records set seq = 50001 where connection_id = $1 and planhat_id = '049999'",
      [globex],
    );
    for (let more = await reader.read(); more !== ""; more = await reader.read()) text += more;
    const seqs = linesOf(text).map((line) => RecordBody.parse(line).seq);
    expect(seqs).toHaveLength(50_000);
    expect([seqs[0], seqs.at(-1), new Set(seqs).size]).toEqual([1, 50_001, 50_000]);
    await owner.query(
      "update records set seq = 49999 where connection_id = $1 and planhat_id = '049999'",
      [globex],
    );
    const count = await api.call("GET", `/v1/connections/${globex}/records/count`, {
      cookie: api.globex.cookie,
    });
    expect(count.body).toEqual({
      items: [
        { model: "company", live: 25_000, deleted: 0 },
        { model: "enduser", live: 25_000, deleted: 0 },
      ],
    });
  });
});

describe("a long export", () => {
  test("reads one page ahead of its reader, and no further page after the reader disconnects", async () => {
    let pages = 0;
    const onAcquire = (): void => void (pages += 1);
    const response = await api.request(exportOf(globex), { headers: cookie(api.globex.cookie) });
    api.deps.db.pool.on("acquire", onAcquire);
    const reader = readText(response);
    await reader.read();
    await reader.read();
    // Give the export time for more reads: run as many transactions as the export has pages.
    for (let n = 0; n < 60; n += 1) await owner.query("select pg_sleep(0.001)");
    // The counter starts after the first page. It may count the second page, one page that the export reads ahead,
    // and one page that this test's own decoder requests ahead.
    expect(pages).toBeLessThanOrEqual(3);
    const before = pages;
    await reader.cancel();
    for (let n = 0; n < 60; n += 1) await owner.query("select pg_sleep(0.001)");
    expect(pages).toBe(before);
    api.deps.db.pool.off("acquire", onAcquire);
  });

  test("does not fill the memory for a slow HTTP reader, and loses no record", async () => {
    await using server = await listen();
    let pages = 0;
    const onAcquire = (): void => void (pages += 1);
    api.deps.db.pool.on("acquire", onAcquire);
    const incoming = await server.open(exportOf(globex), api.globex.cookie);
    // The test reads nothing. The server fills the sockets with about 10 MB and then stops reading from the database.
    const settled = await settle(() => pages);
    expect(settled).toBeLessThan(30);
    let text = "";
    for await (const chunk of incoming.setEncoding("utf8")) text += String(chunk);
    expect(new Set(linesOf(text).map((line) => RecordBody.parse(line).seq)).size).toBe(50_000);
    expect(pages).toBeGreaterThan(40);
    api.deps.db.pool.off("acquire", onAcquire);
  });

  test("that fails midway breaks the transfer, compressed or not, and gives the reason only in the log", async () => {
    await using server = await listen();
    for (const zip of [{}, { "accept-encoding": "gzip" }]) {
      const incoming = await server.open(exportOf(globex), api.globex.cookie, zip);
      await owner.query("revoke select on records from churned_api");
      try {
        const received = await readAll(incoming);
        expect(received.error).toMatch(/aborted|ECONNRESET|hang up/);
        expect(received.bytes.toString()).not.toMatch(/permission denied|broken off/);
      } finally {
        await owner.query("grant select on records to churned_api");
      }
    }
    expect(api.log()).toContain("download failed");
    expect(api.log()).toContain("permission denied");
  });

  test("ends with an error if its data is erased in the meantime", async () => {
    await using server = await listen();
    const incoming = await server.open(exportOf(globex), api.globex.cookie);
    await owner.query(
      "insert into receipts (tenant_id, connection_id, data, records) values ($1, $2, 'erase', 0)",
      [api.globex.id, globex],
    );
    expect((await readAll(incoming)).error).toBeDefined();
    const again = await api.call("GET", exportOf(globex), { cookie: api.globex.cookie });
    expect([again.status, again.body]).toMatchObject([409, { code: "CONFLICT" }]);
    await owner.query("delete from receipts where connection_id = $1", [globex]);
  });

  test("is compressed for clients that accept it, and complete", async () => {
    await using server = await listen();
    const zipped = await readAll(
      await server.open(exportOf(globex, "format=csv&model=company"), api.globex.cookie, {
        "accept-encoding": "gzip, br",
      }),
    );
    expect(zipped.error).toBeUndefined();
    const rows = gunzipSync(zipped.bytes).toString().split("\r\n");
    expect(rows).toHaveLength(25_000 + 2);
    expect(zipped.bytes.length).toBeLessThan(gunzip(zipped.bytes) / 4);
  });

  test("is limited to two for each person; a third is refused until one ends or is aborted", async () => {
    await using server = await listen();
    const open = () => server.open(exportOf(globex), api.globex.cookie);
    const [first, second] = [await open(), await open()];
    const third = await api.call("GET", exportOf(globex), { cookie: api.globex.cookie });
    expect([third.status, third.body]).toMatchObject([
      429,
      { code: "RATE_LIMITED", detail: expect.stringContaining("2 downloads under way") },
    ]);
    expect(third.headers.get("retry-after")).toBe("10");
    const other = await api.request(exportOf(acme), { headers: cookie(api.acme.cookie) });
    expect([other.status, await other.text()]).toEqual([200, ""]);
    first.destroy();
    await waitFor(
      async () => {
        const response = await api.request(exportOf(globex), {
          method: "HEAD",
          headers: cookie(api.globex.cookie),
        });
        return response.status === 200;
      },
      { what: "the place of the one that was left" },
    );
    second.destroy();
  });

  test("ends when the server stops", async () => {
    await using stopping = await startTestApi();
    const filling = new Client({ connectionString: stopping.database.ownerUrl });
    await filling.connect();
    await filling.query(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       select $1, $2, 'company', n, jsonb_build_object('text', repeat('x', 1000)), '', n from generate_series(1, 5000) n`,
      [stopping.acme.id, stopping.acme.connectionId],
    );
    await filling.end();
    const response = await stopping.request(exportOf(stopping.acme.connectionId), {
      headers: cookie(stopping.acme.cookie),
    });
    stopping.deps.downloads.close();
    await expect(response.text()).rejects.toThrow("broken off");
  });
});

const cookie = (value: string) => ({ cookie: value });
const gunzip = (bytes: Buffer): number => gunzipSync(bytes).length;

function readText(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return {
    read: async (): Promise<string> => (await reader?.read())?.value ?? "",
    cancel: async (): Promise<void> => await reader?.cancel(),
  };
}

/** Serves the test's API on a port, so that real sockets are used. */
async function listen() {
  const server = serve({ fetch: api.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    open: (path: string, cookieValue: string, headers: Record<string, string> = {}) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const options = { host: "127.0.0.1", port, path, agent: false };
        get({ ...options, headers: { cookie: cookieValue, ...headers } }, resolve).once(
          "error",
          reject,
        );
      }),
    [Symbol.asyncDispose]: async () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(incoming: IncomingMessage): Promise<{ bytes: Buffer; error?: string }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk as Uint8Array));
    return { bytes: Buffer.concat(chunks) };
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error: String(error) };
  }
}

/** Waits until `read` returns the same value for as long as sixty queries take. Returns that value. */
async function settle(read: () => number): Promise<number> {
  for (let [last, same] = [read(), 0]; ;) {
    await owner.query("select pg_sleep(0.005)");
    same = read() === last ? same + 1 : 0;
    if (same === 60) return last;
    last = read();
  }
}

/** Parses CSV by RFC 4180, independently of our own code. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/gy;
  let row: string[] = [];
  for (const [, value = "", end] of text.matchAll(cell)) {
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
