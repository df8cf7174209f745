import { createDatabase } from "@churned/db/client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ServiceContext } from "../context/context.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { saveToken } from "../token/save-token.ts";
import { getSeries } from "./get-series.ts";
import { findSeriesAgeMs, keepSeries } from "./keep-series.ts";

const now = new Date("2026-11-23T14:41:00Z");
const hourMs = 3_600_000;

describe("the series", () => {
  let world: Arranged;
  let worker: ServiceContext;
  let close: () => Promise<void>;
  beforeAll(async () => {
    world = await arrange();
    const { operator } = world;
    const db = createDatabase({
      url: world.database.workerUrl,
      onError: (error) => operator.log.error({ err: error }, "a connection broke"),
    });
    close = () => db.close();
    worker = { ...operator, db, actor: { kind: "system", name: "worker" } };
    const { customer, connectionId: id } = world.acme;
    await saveToken(customer, { id, token: "a-token-that-is-pasted" });
  });
  beforeEach(async () => {
    await world.query("delete from series");
    await world.query("delete from checks");
    await world.query("delete from syncs");
  });
  afterAll(async () => {
    await close();
    await world[Symbol.asyncDispose]();
  });

  const at = (time: Date) => ({ now: () => time });
  const keep = (time = now) => keepSeries({ ...worker, ...at(time) });
  const read = (range: "hour" | "day" | "week" | "month", time = now) =>
    getSeries({ ...world.operator, ...at(time) }, { range });
  async function addCheck(doneAt: string, verdict: string, tookMs = 500, trigger = "save") {
    await world.query(
      `insert into checks (tenant_id, connection_id, credential_id, trigger, state, models, verdict, created_at, done_at, requests)
       select tenant_id, connection_id, id, '${trigger}', 'done', '{}', '${verdict}',
         '${doneAt}'::timestamptz - interval '${tookMs} milliseconds', '${doneAt}', '[{}, {}]'
       from credentials limit 1`,
    );
  }
  async function addStream(doneAt: string) {
    await world.query(
      `with sync as (insert into syncs (tenant_id, connection_id, mode, state, done_at)
         select tenant_id, id, 'full', 'succeeded', '${doneAt}' from connections limit 1 returning tenant_id, id)
       insert into streams (tenant_id, sync_id, model, position, state, inserted, updated, unchanged, requests, done_at)
       select tenant_id, id, 'company', 0, 'succeeded', 7, 2, 90, 3, '${doneAt}' from sync`,
    );
  }

  it("count what is stored already, and give the same figures in each range", async () => {
    await addCheck("2026-11-23T14:20:00Z", "connected", 400);
    await addCheck("2026-11-23T14:20:00Z", "planhat_down", 90_000, "scheduled");
    await addCheck("2026-11-23T12:00:00Z", "connected", 800);
    await addStream("2026-11-23T14:20:00Z");
    await keep();
    for (const range of ["hour", "day", "week", "month"] as const) {
      const { periods } = await read(range);
      const all = periods.flatMap((period) => period.figures ?? []);
      const sum = (pick: (one: (typeof all)[number]) => number) =>
        all.reduce((total, one) => total + pick(one), 0);
      const isShort = range === "hour";
      expect(sum((one) => one.checks.connected ?? 0)).toBe(isShort ? 1 : 2);
      expect(sum((one) => one.checks.planhat_down ?? 0)).toBe(1);
      expect(sum((one) => one.saves)).toBe(isShort ? 1 : 2);
      expect(sum((one) => one.records)).toBe(9);
      expect(sum((one) => one.calls ?? 0)).toBe(isShort ? 7 : 9);
    }
    const { whole } = await read("day");
    expect(whole.saves).toBe(2);
    expect(whole.medianMs).toBeGreaterThan(340);
    expect(whole.medianMs).toBeLessThan(460);
    expect(whole.p95Ms).toBeGreaterThan(700);
    expect(whole.p95Ms).toBeLessThan(920);
  });

  it("have no hole after all workers were stopped for ten hours, and count nothing twice", async () => {
    await keep(new Date(now.getTime() - 10 * hourMs));
    for (let hour = 0; hour < 10; hour += 1)
      await addCheck(new Date(now.getTime() - hour * hourMs - 60_000).toISOString(), "connected");
    await keep();
    await keep();
    const { periods } = await read("day");
    const kept = periods.flatMap(({ figures }) => figures ?? []);
    expect(kept.filter(({ checks }) => checks.connected === 1)).toHaveLength(10);
  });

  it("count a check that was stored after its period was counted", async () => {
    await keep();
    await addCheck("2026-11-23T14:05:00Z", "connected");
    await keep(new Date("2026-11-23T15:00:30Z"));
    const { periods } = await read("day", new Date("2026-11-23T15:00:30Z"));
    expect(periods.at(-2)?.figures?.checks).toEqual({ connected: 1 });
  });

  it("go on after PostgreSQL's clock was ten days ahead", async () => {
    await keep(new Date(now.getTime() + 240 * hourMs));
    await addCheck("2026-11-23T14:10:00Z", "connected");
    await keep();
    const [row] = await world.query<{ after: number; counted: number }>(
      `select count(*) filter (where at > '${now.toISOString()}')::int as after,
         count(*) filter (where step = 'hour' and at = '2026-11-23T14:00:00Z' and checks <> '{}')::int as counted from series`,
    );
    expect(row).toEqual({ after: 0, counted: 1 });
  });

  it("do not claim a freshness, a wait or a number of calls that nobody measured or kept", async () => {
    await addCheck("2026-11-20T12:00:00Z", "connected");
    await addCheck("2026-10-20T12:00:00Z", "connected");
    await keep();
    const { periods } = await read("month");
    const old = periods.find(({ figures }) => figures?.checks.connected === 1)?.figures;
    expect(old).toMatchObject({ freshness: null, oldestWaitMs: null, calls: 2 });
    const rows = await world.query(
      "select calls from series where step = 'hour' and at = '2026-10-20T12:00:00Z'",
    );
    expect(rows).toEqual([{ calls: null }]);
  });

  it("measure how many connections keep, soon break and broke the promise, and the oldest due work", async () => {
    const measure = async (ageMinutes: number) => {
      await world.query(
        `update connections set state = 'needs_customer', fresh_within_minutes = 180, fresh_at = '${now.toISOString()}'::timestamptz - interval '${ageMinutes} minutes'
         where id = '${world.acme.connectionId}'`,
      );
      await keep();
      return (await read("hour")).periods.at(-1)?.figures?.freshness;
    };
    expect(await measure(60)).toEqual({ within: 1, near: 0, past: 0 });
    expect(await measure(150)).toEqual({ within: 0, near: 1, past: 0 });
    expect(await measure(200)).toEqual({ within: 0, near: 0, past: 1 });
    await world.query(
      `insert into syncs (tenant_id, connection_id, mode, next_attempt_at)
       select tenant_id, id, 'full', '${now.toISOString()}'::timestamptz - interval '9 seconds' from connections limit 1`,
    );
    await world.query("update notifications set state = 'sent'");
    await world.query("delete from series");
    await keep();
    expect((await read("hour")).periods.at(-1)?.figures?.oldestWaitMs).toBe(9_000);
    await world.query("update syncs set lease_until = now() + interval '100 years'");
    await keep();
    expect((await read("hour")).periods.at(-1)?.figures?.oldestWaitMs).toBe(9_000);
  });

  it("are kept for a year, and say when they were last counted", async () => {
    await world.query(
      `insert into series (step, at, checks, save_times, records, kept_at)
       values ('hour', '2025-11-20T00:00:00Z', '{}', '{}', 0, now()), ('hour', '2025-11-24T00:00:00Z', '{}', '{}', 0, now()),
         ('five_minutes', '2026-11-20T00:00:00Z', '{}', '{}', 0, now())`,
    );
    await keep();
    const rows = await world.query(
      "select step, to_char(min(at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as first from series group by step order by step",
    );
    expect(rows).toEqual([
      { step: "five_minutes", first: "2026-11-23 14:40" },
      { step: "hour", first: "2025-11-23 23:00" },
    ]);
    expect(await findSeriesAgeMs({ ...worker, ...at(new Date(now.getTime() + 5_000)) })).toBe(
      5_000,
    );
    expect((await read("day")).keptAt).toBe(now.toISOString());
  });

  it("are for operators only", async () => {
    await expect(getSeries(world.acme.customer, { range: "day" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
