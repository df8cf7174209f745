/**
 * Exports over HTTP from a separate API process. Measures rows per second beside one `COPY … TO STDOUT` of the same
 * lines to a client that discards them.
 * Also measures the process's memory, once with a reader that takes one megabyte and then stops. `--rows=1000000`.
 * The last line is JSON.
 */
import { get, type IncomingMessage } from "node:http";
import { Client } from "pg";
import { startApiProcess } from "@churned/api/testing/api-process";
import { startTestApi } from "@churned/api/testing/test-api";
import { listCsvColumns } from "@churned/services/record";

const rows = Number(/--rows=(\d+)/.exec(process.argv.join(" "))?.[1] ?? 100_000);
const batch = 50_000;
const sampleEveryMs = 200;

await using api = await startTestApi();
const { acme, operator } = api;
const owner = new Client({ connectionString: api.database.ownerUrl });
await owner.connect();
for (let from = 1; from <= rows; from += batch)
  await owner.query(
    `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
     select $1, $2, 'enduser', to_char(n, 'FM000000000000000000000000'),
       jsonb_build_object('_id', to_char(n, 'FM000000000000000000000000'), 'companyId', to_char(n % 5000, 'FM000000000000000000000000'),
         'name', 'Zoë Number ' || n, 'email', 'zoe.' || n || '@company.example', 'updatedAt', '2026-11-21T10:00:00.000Z',
         'usage', jsonb_build_object('logins30', n % 60, 'reports', n % 7),
         'custom', jsonb_build_object('Seat number', n % 900, 'Wants news 🗞', n % 2 = 0,
           'notes', rpad('', 440, md5(n::text) || ' spoke with the team. '))), '', n
     from generate_series($3::bigint, $4::bigint) n`,
    [acme.id, acme.connectionId, from, Math.min(rows, from + batch - 1)],
  );
await owner.query("vacuum analyze records");
await owner.query("update connections set last_seq = $2 where id = $1", [acme.connectionId, rows]);

await using running = await startApiProcess(api);

/** The API's memory in megabytes. */
async function readMemory(): Promise<number> {
  const text = await (await fetch(`${running.url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1] ?? 0) / 1e6;
}

/** The API's highest memory while `work` runs. */
async function watchMemory<T>(work: Promise<T>): Promise<{ result: T; largest: number }> {
  let largest = await readMemory();
  const look = async (): Promise<void> => {
    largest = Math.max(largest, await readMemory());
  };
  const timer = setInterval(() => void look(), sampleEveryMs);
  try {
    return { result: await work, largest: Math.max(largest, await readMemory()) };
  } finally {
    clearInterval(timer);
  }
}

const open = (query: string, cookie: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const url = `${running.url}/v1/connections/${acme.connectionId}/export?${query}`;
    get(url, { headers: { cookie }, agent: false }, resolve).once("error", reject);
  });

/** Reads a whole file and counts its lines. Rejects if the transfer breaks. */
async function drain(query: string, cookie: string) {
  const startedAt = performance.now();
  let [lines, bytes] = [0, 0];
  for await (const chunk of await open(query, cookie)) {
    const part = chunk as Buffer;
    bytes += part.length;
    for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) lines += 1;
  }
  return { lines, bytes, perSecond: perSecond(startedAt) };
}

const perSecond = (startedAt: number): number =>
  Math.round(rows / ((performance.now() - startedAt) / 1_000));

const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The lines of each format as one statement, which COPY sends with their line ends. */
const copies = {
  ndjson: `select '{"seq":' || seq || ',"model":' || to_json(model) || ',"planhatId":' || to_json(planhat_id)
      || ',"data":' || data::text || ',"changedAt":"' || ${instant("changed_at")} || '","deletedAt":null}'
    from records where connection_id = '${acme.connectionId}' order by seq`,
  csv: `select seq, planhat_id, ${listCsvColumns("enduser", [
    "Seat number",
    "Wants news 🗞",
    "notes",
  ])
    .map(({ keys, in: place }) => `${place === "custom" ? "custom" : "data"} ->> '${keys[0]}'`)
    .join(", ")}
    from (select seq, planhat_id, data, data -> 'custom' as custom from records
      where connection_id = '${acme.connectionId}' and model = 'enduser' order by planhat_id offset 0) as r`,
};

async function copyOut(format: keyof typeof copies): Promise<number> {
  const startedAt = performance.now();
  // The binary form sends each line of NDJSON as it is; CSV is written by PostgreSQL itself.
  const form = format === "csv" ? "csv" : "binary";
  await owner.query(`copy (${copies[format]}) to stdout (format ${form})`);
  return perSecond(startedAt);
}

await drain(`since=${rows - 1_000}`, acme.cookie);
const atRest = await readMemory();
await copyOut("ndjson");
const copyNdjson = await copyOut("ndjson");
const ndjson = await watchMemory(drain("", acme.cookie));
const copyCsv = await copyOut("csv");
const csv = await watchMemory(drain("format=csv&model=enduser", acme.cookie));
// The stopped reader keeps its connection open while another reader reads.
const stalled = await open("", operator.cookie);
await new Promise((resolve) => stalled.once("readable", resolve));
const beside = await watchMemory(drain("", operator.cookie));
stalled.destroy();
const after = await readMemory();
await owner.end();

const report = {
  rows,
  bytesPerRow: Math.round(ndjson.result.bytes / rows),
  copyNdjson,
  ndjson: ndjson.result.perSecond,
  copyCsv,
  csv: csv.result.perSecond,
  lines: [ndjson.result.lines, csv.result.lines - 1, beside.result.lines],
  megabytes: {
    atRest: Math.round(atRest),
    largest: Math.round(Math.max(ndjson.largest, csv.largest, beside.largest)),
    after: Math.round(after),
  },
};
process.stdout.write(`${JSON.stringify(report)}\n`);
