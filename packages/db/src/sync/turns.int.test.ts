import { syncsOfTenantMax } from "@churned/domain/sync";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { asOperator } from "../client/database.ts";
import { insertConnection } from "../connection/connections.ts";
import type { SyncClaim } from "./sync-claims.ts";
import { chooseDueSync, claimSync, listOverdueSyncs, updateSync } from "./sync-claims.ts";
import { insertSync } from "./syncs.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";

const start = Date.now();
const at = (seconds: number): Date => new Date(start + seconds * 1_000);

describe("fair scheduling of syncs", () => {
  let db: Arranged;
  beforeAll(async () => {
    db = await arrange();
  });
  afterAll(async () => {
    await db[Symbol.asyncDispose]();
  });
  const live: string[] = [];
  afterEach(async () => {
    await asOperator(db.worker, system, async (tx) => {
      for (const id of live.splice(0))
        await updateSync(tx, id, { state: "cancelled", doneAt: at(0), leaseUntil: null });
    });
  });

  /**
   * Adds syncs of one tenant, each with its own connection. They become due in this order, one each second from second
   * 0.
   */
  async function begin(name: string, count: number): Promise<string[]> {
    const { tenantId } = await db.addTenant(name);
    const ids = await asOperator(db.worker, system, async (tx) => {
      const made: string[] = [];
      for (let n = 0; n < count; n += 1) {
        const connectionId = await insertConnection(tx, { tenantId, name: `${n}`, plan: {} });
        const models = [
          {
            model: "user" as const,
            mode: "full" as const,
            expected: null,
            watermark: null,
            newest: null,
          },
        ];
        const { id } = await insertSync(tx, { tenantId, connectionId, mode: "full", models });
        await updateSync(tx, id, { state: "running", nextAttemptAt: at(n / 1_000) });
        made.push(id);
      }
      return made;
    });
    live.push(...ids);
    return ids;
  }
  /** Chooses and claims a sync at this second, as a worker does when it receives a hint (a job in the queue). */
  const take = (second: number): Promise<SyncClaim | undefined> =>
    asOperator(db.worker, system, async (tx) => {
      const id = await chooseDueSync(tx, at(second));
      return id === undefined
        ? undefined
        : await claimSync(tx, id, { now: at(second), until: at(second + 6) });
    });
  const give = (id: string, second: number): Promise<boolean> =>
    asOperator(db.worker, system, (tx) =>
      updateSync(tx, id, { state: "running", leaseUntil: null, nextAttemptAt: at(second) }),
    );
  async function somebodyWaits(): Promise<void> {
    for (;;) {
      const { rowCount } = await db.worker.pool.query(
        "select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())",
      );
      if (rowCount !== 0) return;
    }
  }
  const overdue = (second: number): Promise<string[]> =>
    asOperator(db.worker, system, (tx) =>
      listOverdueSyncs(tx, { dueBefore: at(second - 1), now: at(second), limit: 100 }),
    );

  it("skips connections that failed in an incident, except to cancel their syncs", async () => {
    const [waits = "", cancels = "", goesOn = ""] = await begin("Of an incident", 3);
    const run = (text: string) =>
      db.worker.pool.query(`begin; set local app.is_operator = 'true'; ${text}; commit`);
    await run(
      `insert into incidents (fault, host, kind, opened_at, looked_at, next_look_at) values ('theirs', 'api', 'unreachable', now(), now(), now());
       update connections set incident_id = (select id from incidents limit 1), doubt = 'unreachable', doubt_since = now() where id in (select connection_id from syncs where id in ('${waits}', '${cancels}'));
       update syncs set cancel_requested_at = now() where id = '${cancels}'`,
    );
    const taken = [await take(1), await take(1), await take(1)].map((claim) => claim?.id);
    expect(taken).toEqual([cancels, goesOn, undefined]);
    expect(await overdue(5)).not.toContain(waits);
    // An inconclusive outcome that is older than the last answer does not stop the sync.
    await run(
      "update connections set answered_at = now() + interval '1 minute' where doubt is not null",
    );
    const [answered] = await overdue(5);
    expect(answered).toBe(waits);
    await run("update connections set answered_at = null");
    await run("update connections set incident_id = null, doubt = null, doubt_since = null");
    expect((await take(2))?.id).toBe(waits);
  });

  it("gives every sync the same number of slices, with fewer places than syncs and with lost hints", async () => {
    const ids = await begin("Acme", 3);
    const turns = new Map<string, number>();
    // Two syncs can run at a time, and each slice that ends (a few pages of a sync) makes one hint.
    const held = [await take(1), await take(1)];
    for (let second = 2; second < 32; second += 1) {
      const over = held.shift();
      if (over === undefined) throw new Error("No sync was claimed.");
      turns.set(over.id, (turns.get(over.id) ?? 0) + 1);
      await give(over.id, second);
      held.push(await take(second));
    }
    expect(turns).toEqual(new Map(ids.map((id) => [id, 10])));
  });

  it("limits the syncs of one tenant that run at once, without holding back other tenants", async () => {
    const many = await begin("Acme", 12);
    const [other] = await begin("Globex", 1);
    const held: (string | undefined)[] = [];
    for (let n = 0; n < 13; n += 1) held.push((await take(1))?.id);
    expect(held.filter((id) => id !== undefined)).toHaveLength(syncsOfTenantMax + 1);
    expect(new Set(held)).toEqual(new Set([...many.slice(0, syncsOfTenantMax), other, undefined]));
    // Syncs that cannot be claimed now are not overdue either, so they get no hint.
    expect(await overdue(3)).toEqual([]);
    await give(many[0] ?? "", 3);
    expect((await overdue(3))[0]).toBe(many[syncsOfTenantMax]);
    expect(await take(3)).toMatchObject({ id: many[syncsOfTenantMax] });
    expect(await take(3)).toBeUndefined();
  });

  it("keeps the limit of a tenant when two workers choose at the same moment", async () => {
    const many = await begin("Acme", syncsOfTenantMax + 1);
    for (let n = 1; n < syncsOfTenantMax; n += 1) await take(1);
    const [last, second] = await asOperator(db.worker, system, async (tx) => {
      const id = (await chooseDueSync(tx, at(1))) ?? "";
      const claim = await claimSync(tx, id, { now: at(1), until: at(7) });
      const beside = take(1);
      await Promise.race([beside, somebodyWaits()]);
      return [claim, { beside }] as const;
    });
    expect(last).toMatchObject({ id: many[syncsOfTenantMax - 1] });
    expect(await second.beside).toBeUndefined();
  });

  it("does not count expired leases of dead workers", async () => {
    const many = await begin("Acme", syncsOfTenantMax + 1);
    for (const _ of many) await take(1);
    expect(await take(6)).toBeUndefined();
    expect(await take(8)).toMatchObject({ id: many[0] });
  });

  it("skips a sync whose connection is locked instead of waiting", async () => {
    const [first, second] = await begin("Acme", 2);
    await asOperator(db.worker, system, async (tx) => {
      await claimSync(tx, first ?? "", { now: at(-1), until: at(-1) });
      expect(await take(1)).toMatchObject({ id: second });
    });
  });
});
