/**
 * Open event streams of an API on which nothing happens, each with its own sign-in. First the round trips to PostgreSQL
 * in one interval of beats, then the processor time of an API process without streams and with them, one after the
 * other. `--listeners=1000`, `--seconds=60` (0 counts only). The last line is JSON.
 */
import { get, type IncomingMessage } from "node:http";
import { startApiProcess } from "@churned/api/testing/api-process";
import { readEvents } from "@churned/api/testing/read-events";
import { startTestApi } from "@churned/api/testing/test-api";
import { waitFor } from "@churned/testkit";
import { serializeSigned } from "hono/utils/cookie";
import { Client } from "pg";
import { watchStatements } from "../api-speed/watch-statements.ts";

const read = (name: string): number =>
  Number(new RegExp(`--${name}=(\\d+)`).exec(process.argv.join(" "))?.[1]);
const [listeners, seconds] = [read("listeners"), read("seconds")];
const beatMs = 500;

export interface Report {
  readonly listeners: number;
  /** The round trips for all streams in one interval of beats. */
  readonly roundTrips: number;
  readonly measured: {
    /** The share of one core that an API needs, in percent. */
    readonly without: number;
    readonly with: number;
    /** The resident memory in megabytes. */
    readonly mbWithout: number;
    readonly mbWith: number;
    /** The fewest beats that a stream received, and the streams that ended. */
    readonly beatsLeast: number;
    readonly ended: number;
  } | null;
}

await using api = await startTestApi({ beatMs });
const owner = new Client({ connectionString: api.database.ownerUrl });
await owner.connect();
const { rows } = await owner.query<{ token: string }>(
  `insert into sessions (user_id, token, expires_at)
   select $1, md5('listener ' || n), now() + interval '1 day' from generate_series(1, $2::int) n returning token`,
  [api.acme.userId, listeners],
);
await owner.end();
const [name = ""] = api.acme.cookie.split("=");
const cookies = await Promise.all(
  rows.map(async ({ token }) => {
    const header = await serializeSigned(name, token, api.deps.env.AUTH_SECRET);
    return header.split(";")[0] ?? "";
  }),
);

async function countRoundTrips(): Promise<number> {
  const watch = watchStatements(api.deps.db.pool);
  const streams = await Promise.all(
    cookies.map(async (cookie) =>
      readEvents(await api.request("/v1/events", { headers: { cookie } })),
    ),
  );
  const waitForBeats = (count: number) =>
    Promise.all(streams.map((stream) => stream.waitForBeats(count)));
  const countBeats = (): number =>
    streams.reduce((sum, stream) => sum + stream.text().split("event: beat").length - 1, 0);
  await waitForBeats(1);
  const before = countBeats();
  const sent = await watch(() => waitForBeats(5));
  const intervals = (countBeats() - before) / listeners;
  for (const stream of streams) await stream[Symbol.asyncDispose]();
  return Math.round(sent.length / intervals);
}

interface Stream {
  beats: number;
  hasEnded: boolean;
}

function listen(url: string, cookie: string): Promise<Stream & { response: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const request = get(`${url}/v1/events`, { headers: { cookie }, agent: false }, (response) => {
      const stream = { beats: 0, hasEnded: response.statusCode !== 200, response };
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        stream.beats += text.split("event: beat").length - 1;
      });
      response.on("close", () => {
        stream.hasEnded = true;
      });
      resolve(stream);
    });
    request.once("error", reject);
  });
}

async function measure(): Promise<Report["measured"]> {
  await using running = await startApiProcess(api);
  const readMetric = async (metric: string): Promise<number> => {
    const text = await (await fetch(`${running.url}/metrics`)).text();
    return Number(new RegExp(`^${metric} (\\S+)`, "m").exec(text)?.[1]);
  };
  const readMb = async () => Math.round((await readMetric("process_resident_memory_bytes")) / 1e6);
  const readShare = async (): Promise<number> => {
    const [cpu, at] = [await readMetric("process_cpu_seconds_total"), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    const used = (await readMetric("process_cpu_seconds_total")) - cpu;
    return (100 * used) / ((performance.now() - at) / 1_000);
  };
  // The first minute after the start contains work that is never repeated.
  await readShare();
  const without = await readShare();
  const mbWithout = await readMb();
  const streams: Awaited<ReturnType<typeof listen>>[] = [];
  for (const cookie of cookies) streams.push(await listen(running.url, cookie));
  await waitFor(() => streams.every(({ beats }) => beats > 0), {
    what: "a beat on every stream",
    timeoutMs: 60_000,
  });
  const before = streams.map(({ beats }) => beats);
  const measured = {
    without,
    with: await readShare(),
    mbWithout,
    mbWith: await readMb(),
    beatsLeast: Math.min(...streams.map(({ beats }, at) => beats - (before[at] ?? 0))),
    ended: streams.filter(({ hasEnded }) => hasEnded).length,
  };
  for (const { response } of streams) response.destroy();
  return measured;
}

const report: Report = {
  listeners,
  roundTrips: await countRoundTrips(),
  measured: seconds === 0 ? null : await measure(),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
