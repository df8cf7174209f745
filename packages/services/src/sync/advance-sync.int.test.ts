import type { Database } from "@churned/db/client";
import { createDatabase } from "@churned/db/client";
import type { Sync } from "@churned/domain/wire";
import { createPlanhatClient } from "@churned/planhat-client";
import { TestClock } from "@churned/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getSync, listTimeline } from "../reading/read.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { advanceSync } from "./advance-sync.ts";
import { cancelSync } from "./cancel-sync.ts";
import { createSync } from "./create-sync.ts";
import { createPageMemory } from "../context/page-memory.ts";

/** The answer of Planhat to the n-th request for a page of users. */
type Answer = (request: {
  readonly n: number;
  readonly offset: number;
  readonly limit: number;
}) => Response | Promise<Response>;

const users = (count: number, from = 0): Response =>
  Response.json(
    Array.from({ length: count }, (_, n) => ({ _id: String(from + n).padStart(24, "0") })),
  );
const unwell = (): Response => new Response("down", { status: 503 });

describe("the life of a sync", () => {
  let world: Arranged;
  let workerDb: Database;
  let id: string;
  let clock: TestClock;
  let requests: number;

  beforeAll(async () => {
    world = await arrange();
    id = world.acme.connectionId;
    workerDb = createDatabase({ url: world.database.workerUrl, onError: () => undefined });
    await world.query(
      `insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash, promoted_at)
       select gen_random_uuid(), tenant_id, id, 'active', 'k', 'enc.ciphertext', 'h', now() from connections where id = '${id}'`,
    );
  });
  afterAll(async () => {
    await workerDb.close();
    await world[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    clock = new TestClock();
    requests = 0;
    for (const table of ["syncs", "records", "watermarks"])
      await world.query(`delete from ${table}`);
    await world.query(
      `update connections set state = 'connected', plan = '{"user":"required"}', doubt = null, doubt_since = null, doubt_host = null where id = '${id}'`,
    );
  });

  const start = async (): Promise<string> => (await createSync(world.operator, { id })).id;
  const read = (syncId: string): Promise<Sync> => getSync(world.operator, { id: syncId });
  const row = async () =>
    (
      await world.query<{ attempt: number; failed: number; next: Date; epoch: string }>(
        `select syncs.attempt, streams.attempt as failed, next_attempt_at as next, epoch
         from syncs join connections on connections.id = connection_id join streams on sync_id = syncs.id`,
      )
    )[0];

  /** Runs one slice (a few pages of the sync) when it is due. */
  async function advance(answer: Answer): Promise<void> {
    const due = (await row())?.next;
    if (due !== undefined && due > clock.now()) clock.set(due);
    const ctx: WorkerContext = {
      ...world.operator,
      actor: { kind: "system", name: "worker" },
      db: workerDb,
      now: clock.now,
      hints: {
        hint: () => Promise.resolve(),
        counts: () => Promise.reject(new Error("not asked")),
      },
      openToken: () => Promise.resolve("a-token"),
      describeToken: () => ({ fingerprint: "f", lastFour: "oken" }),
      connectPlanhat: ({ token, onRequest }) =>
        createPlanhatClient({
          baseUrl: "http://planhat.example",
          token,
          ...(onRequest === undefined ? {} : { onRequest }),
          retries: 0,
          fetch: (input) => {
            const url = new URL(input instanceof Request ? input.url : input);
            if (!url.pathname.endsWith("/users")) return Promise.resolve(unwell());
            if (url.searchParams.get("sort") !== "_id") return Promise.resolve(users(1));
            requests += 1;
            const offset = Number(url.searchParams.get("offset") ?? 0);
            const limit = Number(url.searchParams.get("limit"));
            return Promise.resolve(answer({ n: requests, offset, limit }));
          },
        }),
      pageMemory: createPageMemory(),
      deliver: { keepsBody: true, send: { mail: undefined, slack: undefined } },
    };
    await advanceSync(ctx, new AbortController().signal);
  }

  /** Runs slices until the sync ends. Returns the sync and its greatest number of failed attempts. */
  async function run(syncId: string, answer: Answer): Promise<{ sync: Sync; most: number }> {
    let most = 0;
    for (let slices = 0; slices < 100; slices += 1) {
      await advance(answer);
      most = Math.max(most, (await row())?.failed ?? 0);
      const sync = await read(syncId);
      if (sync.doneAt !== null) return { sync, most };
    }
    throw new Error("It does not end.");
  }

  it("fails with a reason after twenty attempts without a page", async () => {
    const { sync } = await run(await start(), unwell);
    expect(sync).toMatchObject({
      state: "failed",
      reason: "User could not be read. It waited too long for Planhat, which answers with errors.",
    });
    expect(requests).toBe(21);
  });

  it("clears earlier failures with every page that makes progress", async () => {
    const rows = 2_500;
    const { sync, most } = await run(await start(), ({ n, offset, limit }) =>
      n % 16 === 0 ? users(Math.min(limit, rows - offset), offset) : unwell(),
    );
    expect(most).toBe(15);
    // There are thirty failures, but never more than fifteen in a row.
    expect(requests).toBe(32);
    expect(sync).toMatchObject({ state: "succeeded", streams: [{ fetched: rows }] });
  });

  it("fails with a reason if pages come without progress", async () => {
    const { sync } = await run(await start(), ({ limit }) => users(limit));
    expect(sync).toMatchObject({
      state: "failed",
      reason:
        "User could not be read. Planhat's pages do not fit together. Of User only a part was read.",
      streams: [{ state: "failed" }],
    });
    expect(requests).toBeLessThan(30);
  });

  it("starts again after its worker died or hung, counted as an attempt, and fails after too many", async () => {
    const syncId = await start();
    const leave = (attempt: number) =>
      world.query(
        `update syncs set state = 'running', attempt = ${attempt}, lease_until = now() - interval '1 minute', next_attempt_at = now() - interval '1 hour'`,
      );
    await leave(4);
    await advance(unwell);
    expect(await row()).toMatchObject({ attempt: 5, failed: 1 });
    await leave(20);
    await advance(unwell);
    expect(await read(syncId)).toMatchObject({
      state: "failed",
      reason: "It was begun again too often, and no page came of it.",
    });
    expect(requests).toBe(1);
  });

  it("is cancelled within a page, even if Planhat throttles that page", async () => {
    const syncId = await start();
    await advance(async () => {
      await cancelSync(world.operator, { id: syncId, reason: "asked for by mistake" });
      return new Response("slow down", { status: 429, headers: { "retry-after": "600" } });
    });
    expect(await read(syncId)).toMatchObject({ state: "cancelled" });
    expect(requests).toBe(1);
  });

  it("reports a model without permission and requests a check, unless a check reported it before", async () => {
    const forbidden = (): Response => new Response("", { status: 403 });
    await world.query(
      `update connections set plan = '{"user":"wanted"}', next_check_at = now() + interval '4 hours' where id = '${id}'`,
    );
    const told = async () => {
      const facts = (await listTimeline(world.operator, { id, limit: 50 })).items;
      const [due] = await world.query<{ soon: boolean }>(
        `select next_check_at < now() + interval '1 hour' as soon from connections where id = '${id}'`,
      );
      const lines = facts.filter(({ kind }) => kind === "stream_denied").length;
      return { lines, isCheckDue: due?.soon };
    };
    const say = (verdict: string, models: string) =>
      world.query(
        `update connections set verdict = '${verdict}', verdict_models = '${models}' where id = '${id}'`,
      );
    await say("connected_partially", "{user}");
    await run(await start(), forbidden);
    expect(await told()).toEqual({ lines: 0, isCheckDue: false });
    await world.query("delete from syncs");
    await say("connected", "{}");
    await run(await start(), forbidden);
    expect(await told()).toEqual({ lines: 1, isCheckDue: true });
  });

  it("is left alone while another worker has its claim", async () => {
    await start();
    await world.query(
      "update syncs set state = 'running', lease_until = now() + interval '10 minutes', next_attempt_at = now() - interval '1 hour'",
    );
    const before = await row();
    await advance(() => users(1));
    expect(requests).toBe(0);
    expect(await row()).toEqual(before);
  });
});
