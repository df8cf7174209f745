import { asOperator, createDatabase } from "@churned/db/client";
import { findSync, updateSync } from "@churned/db/sync";
import type { Database } from "@churned/db/client";
import type { SyncState } from "@churned/domain/sync";
import { TestClock } from "@churned/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ServiceContext } from "../context/context.ts";
import { listOutbox } from "../notification/list-outbox.ts";
import { listAudit } from "../history/index.ts";
import { getConnection, listSyncs, listTimeline } from "../reading/read.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { finishSync } from "./finish-sync.ts";
import { createPageMemory } from "../context/page-memory.ts";
import { setSchedule, sweepDueSyncs, warnOfLateData } from "./schedule-syncs.ts";

const minuteMs = 60_000;
const start = new Date("2026-11-23T12:00:00.000Z");
const nobody = (): never => {
  throw new Error("This test asks nothing of Planhat.");
};

describe("scheduled syncs", () => {
  let world: Arranged;
  let id: string;
  let clock: TestClock;
  let operator: ServiceContext;
  let workerDb: Database;

  beforeAll(async () => {
    world = await arrange();
    id = world.acme.connectionId;
    workerDb = createDatabase({ url: world.database.workerUrl, onError: () => undefined });
  });
  afterAll(async () => {
    await workerDb.close();
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    clock = new TestClock(start);
    operator = { ...world.operator, now: clock.now };
    for (const table of ["syncs", "watermarks", "timeline", "notifications"])
      await world.query(`delete from ${table}`);
    await world.query("truncate audit, audit_chain");
    await world.query(
      `update connections set state = 'connected', verdict = 'connected', next_sync_at = null, fresh_at = null, late_said_at = null,
         incident_id = null, incremental_every_minutes = 60, full_every_minutes = 1440, fresh_within_minutes = 180`,
    );
    await world.query("delete from incidents");
  });

  const at = (minutes: number): string =>
    `'${new Date(start.getTime() + minutes * minuteMs).toISOString()}'`;
  const change = (set: string): Promise<unknown> =>
    world.query(`update connections set ${set} where id = '${id}'`);
  const connection = () => getConnection(operator, { id });
  const syncs = async () => (await listSyncs(operator, { id, limit: 50 })).items;
  const minutesUntilNext = async (): Promise<number> =>
    (Date.parse((await connection()).nextSyncAt ?? "") - clock.now().getTime()) / minuteMs;
  const factsOf = async (kind: string) =>
    (await listTimeline(operator, { id, limit: 50 })).items.filter((fact) => fact.kind === kind);

  it("start once when they are due, also with several timers, and not before", async () => {
    await change(`next_sync_at = ${at(1)}`);
    expect(await sweepDueSyncs(operator)).toBe(0);
    clock.advanceMs(2 * minuteMs);
    const opened = await Promise.all(Array.from({ length: 5 }, () => sweepDueSyncs(operator)));
    expect(opened.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await syncs()).toMatchObject([{ state: "queued" }]);
    // If the end of a sync does not schedule the next sync, the connection becomes due again, and the running sync is
    // kept.
    clock.advanceMs(61 * minuteMs);
    expect(await sweepDueSyncs(operator)).toBe(1);
    expect(await syncs()).toHaveLength(1);
  });

  it.each(["awaiting_token", "needs_customer", "needs_operator", "paused"])(
    "do not start while a connection is in state %s, and start once it works again",
    async (state) => {
      await change(`state = '${state}', next_sync_at = ${at(-600)}`);
      expect(await sweepDueSyncs(operator)).toBe(0);
      await change("state = 'connected'");
      expect(await sweepDueSyncs(operator)).toBe(1);
    },
  );

  it.each([
    { fullMinutesAgo: null, mode: "full" },
    { fullMinutesAgo: 60, mode: "incremental" },
    { fullMinutesAgo: 1440 - 31, mode: "incremental" },
    // A full sync runs up to half an interval early, so that it is not late.
    { fullMinutesAgo: 1440 - 30, mode: "full" },
    { fullMinutesAgo: 5000, mode: "full" },
  ])(
    "read everything if that is due: $fullMinutesAgo minutes after the last time, $mode",
    async ({ fullMinutesAgo, mode }) => {
      if (fullMinutesAgo !== null) {
        const full = at(-fullMinutesAgo);
        await world.query(
          `insert into syncs (tenant_id, connection_id, mode, state, started_at, done_at)
           select tenant_id, id, 'full', 'succeeded', ${full}, ${full} from connections where id = '${id}'`,
        );
        await world.query(
          `insert into watermarks (tenant_id, connection_id, model, watermark, full_at)
           select tenant_id, id, 'company', ${at(-60)}, ${full} from connections where id = '${id}'`,
        );
      }
      await change(`next_sync_at = ${at(-1)}`);
      await sweepDueSyncs(operator);
      expect((await syncs())[0]).toMatchObject({ state: "queued", mode });
    },
  );

  /** Ends a sync in the same way as the worker does. */
  async function endSync(state: Extract<SyncState, "succeeded" | "failed" | "cancelled">) {
    await change(`next_sync_at = ${at(-1)}`);
    await sweepDueSyncs(operator);
    const [sync] = await syncs();
    const ctx: WorkerContext = {
      ...operator,
      actor: { kind: "system", name: "worker" },
      db: workerDb,
      hints: { hint: () => Promise.resolve(), counts: nobody },
      openToken: nobody,
      describeToken: nobody,
      connectPlanhat: nobody,
      pageMemory: createPageMemory(),
      deliver: { keepsBody: true, send: { mail: undefined, slack: undefined } },
    };
    await asOperator(workerDb, ctx.actor, async (tx) => {
      await updateSync(tx, sync?.id ?? "", { state: "running" });
      const row = await findSync(tx, sync?.id ?? "");
      if (row === undefined) throw new Error("no sync");
      const streams = row.streams.map((stream) => ({ ...stream, state: "succeeded" as const }));
      await finishSync(ctx, tx, { ...row, streams }, state === "succeeded" ? {} : { state });
    });
  }

  it("are due again after their interval, with some jitter, and sooner after a failure", async () => {
    await endSync("succeeded");
    expect(await minutesUntilNext()).toBeGreaterThanOrEqual(57);
    expect(await minutesUntilNext()).toBeLessThanOrEqual(63);
    expect((await connection()).freshAt).not.toBeNull();
    await endSync("cancelled");
    expect(await minutesUntilNext()).toBeGreaterThanOrEqual(57);
    await endSync("failed");
    expect(await minutesUntilNext()).toBeGreaterThanOrEqual(14);
    expect(await minutesUntilNext()).toBeLessThanOrEqual(16);
    await change("incremental_every_minutes = 5");
    await endSync("failed");
    expect(await minutesUntilNext()).toBeLessThanOrEqual(6);
  });

  it("follow an operator's schedule, recorded on timeline and audit", async () => {
    const schedule = {
      incrementalEveryMinutes: 15,
      fullEveryMinutes: 720,
      freshWithinMinutes: 45,
    };
    // Setting a schedule does not start a first sync that nobody approved.
    expect(await setSchedule(operator, { id, ...schedule })).toMatchObject({
      schedule,
      nextSyncAt: null,
    });
    await change(`next_sync_at = ${at(60)}`);
    await setSchedule(operator, { id, ...schedule });
    expect(await minutesUntilNext()).toBe(15);
    await setSchedule(operator, { id, ...schedule, incrementalEveryMinutes: 240 });
    expect(await minutesUntilNext()).toBe(15);
    const audit = await listAudit(operator, { limit: 50 });
    expect(audit.items.filter(({ action }) => action === "connection.schedule")).toHaveLength(3);
    const [fact] = await factsOf("schedule_changed");
    expect(fact?.detail).toMatch(/\d/);
    await expect(setSchedule(world.acme.customer, { id, ...schedule })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("cause one early warning when data will soon be older than promised", async () => {
    await change(`fresh_at = ${at(0)}`);
    clock.advanceMs(135 * minuteMs);
    expect(await warnOfLateData(operator)).toBe(0);
    clock.advanceMs(minuteMs);
    const hinted: string[] = [];
    const hints = {
      hint: async (_: string, noticeId: string) => void hinted.push(noticeId),
    };
    const warned = await Promise.all(
      Array.from({ length: 5 }, () => warnOfLateData({ ...operator, hints })),
    );
    expect(warned.reduce((sum, count) => sum + count, 0)).toBe(1);
    const notices = await world.query<{ id: string }>(
      "select id from notifications where kind = 'data_late' order by id",
    );
    expect(notices).toHaveLength(2);
    expect(hinted, "sent at once").toEqual(notices.map((notice) => notice.id));
    clock.advanceMs(600 * minuteMs);
    expect(await warnOfLateData(operator)).toBe(0);
    expect(await factsOf("data_late")).toHaveLength(1);
    const mails = (await listOutbox(operator)).filter(({ subject }) => subject.includes("late"));
    expect(mails.map(({ to }) => to)).toEqual(["operator@churned.example"]);

    // If the data was fresh again in the meantime, there is another warning.
    await endSync("succeeded");
    expect(await warnOfLateData(operator)).toBe(0);
    clock.advanceMs(136 * minuteMs);
    expect(await warnOfLateData(operator)).toBe(1);
    expect(await factsOf("data_late")).toHaveLength(2);
  });

  it("cause a warning if the first sync never succeeds, counted from its start", async () => {
    expect(await warnOfLateData(operator)).toBe(0);
    await endSync("failed");
    await world.query(`update syncs set created_at = ${at(0)} where connection_id = '${id}'`);
    clock.advanceMs(135 * minuteMs);
    expect(await warnOfLateData(operator)).toBe(0);
    clock.advanceMs(minuteMs);
    expect(await warnOfLateData(operator)).toBe(1);
    expect(await warnOfLateData(operator)).toBe(0);
    expect(await factsOf("data_late")).toMatchObject([
      { detail: "No sync has brought any yet; it was promised by 2026-11-23T15:00:00.000Z." },
    ]);
    const mails = (await listOutbox(operator)).filter(({ subject }) => subject.includes("late"));
    expect(mails).toHaveLength(1);
  });

  it("cause no warning if the connection needs somebody anyway, or belongs to an incident", async () => {
    await change(`fresh_at = ${at(-600)}, state = 'needs_customer'`);
    expect(await warnOfLateData(operator)).toBe(0);
    await world.query(
      `insert into incidents (fault, host, kind, opened_at, looked_at, next_look_at) values ('theirs', 'api', 'planhat_down', now(), now(), now())`,
    );
    await change("state = 'connected', incident_id = (select id from incidents)");
    expect(await warnOfLateData(operator)).toBe(0);
    await change("incident_id = null");
    expect(await warnOfLateData(operator)).toBe(1);
  });
});
