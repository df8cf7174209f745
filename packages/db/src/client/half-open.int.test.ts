import { createFaultProxy, createTestDatabase, waitFor } from "@churned/testkit";
import type { FaultProxy, TestDatabase } from "@churned/testkit";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TenantChange } from "./changes.ts";
import { listenForChanges, notifyChange } from "./changes.ts";
import type { Database, Tx } from "./database.ts";
import { allowLong, asOperator, createDatabase } from "./database.ts";
import { tryExclusively } from "./locks.ts";
import { system } from "../testing/arrange.ts";

const statementTimeoutMs = 300;
const select = (tx: Tx) => tx.orm.execute(sql`select 1 as one`);

describe("a network that went silent", () => {
  let database: TestDatabase;
  let proxy: FaultProxy;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database.drop();
  });
  beforeEach(async () => {
    proxy = await createFaultProxy({ target: database.workerUrl });
    db = createDatabase({ url: proxy.url, poolSize: 1, statementTimeoutMs, onError: () => {} });
    await asOperator(db, system, select);
  });
  afterEach(async () => {
    await db.close();
    await proxy.drop();
  });

  it("ends a transaction that has not begun yet, and frees its place in the pool", async () => {
    proxy.halfOpen();
    await expect(asOperator(db, system, select)).rejects.toThrow("Query read timeout");
    await expect(asOperator(db, system, select)).resolves.toMatchObject({ rowCount: 1 });
  }, 15_000);

  it("ends a transaction that is under way, and frees its place in the pool", async () => {
    const struck = asOperator(db, system, async (tx) => {
      await select(tx);
      proxy.halfOpen();
      await select(tx);
    });
    await expect(struck).rejects.toThrow("Failed query: select 1 as one");
    await expect(asOperator(db, system, select)).resolves.toMatchObject({ rowCount: 1 });
  }, 15_000);

  it("does not end a transaction that was allowed to take long", async () => {
    // The query takes longer than the default limits of PostgreSQL and of the driver for this pool.
    const sleep = sql`select pg_sleep(2.5)`;
    await expect(asOperator(db, system, (tx) => tx.orm.execute(sleep))).rejects.toThrow(
      "Failed query",
    );
    const long = asOperator(db, system, async (tx) => {
      await allowLong(tx, 5_000);
      await tx.orm.execute(sleep);
    });
    await expect(long).resolves.toBeUndefined();
    await expect(asOperator(db, system, (tx) => tx.orm.execute(sleep))).rejects.toThrow(
      "Failed query",
    );
  }, 15_000);

  it("does not leave a timer's lock with a session whose client is gone", async () => {
    // Shorten the limit for idle sessions, so that the test takes less than 30 s.
    await db.pool.query("set idle_session_timeout = '500ms'");
    let end = (): void => {};
    const cutOff = tryExclusively(db, "test", async () => {
      proxy.halfOpen();
      await new Promise<void>((resolve) => (end = resolve));
    });
    const other = createDatabase({ url: database.workerUrl, poolSize: 1, onError: () => {} });
    const isFree = waitFor(() => tryExclusively(other, "test", async () => {}), {
      what: "the lock",
    });
    await expect(isFree).resolves.toBe(true);
    end();
    await cutOff;
    await other.close();
  }, 15_000);

  it("is noticed by a connection that only listens", async () => {
    const heard: TenantChange[] = [];
    let reconnects = 0;
    const listener = await listenForChanges({
      url: proxy.url,
      askEveryMs: 400,
      answerMs: 300,
      onChange: (change) => heard.push(change),
      onReconnect: () => (reconnects += 1),
      onError: () => {},
    });
    proxy.halfOpen();
    await waitFor(() => reconnects, { what: "the listener to reconnect" });
    const change = { topic: "sync", id: "1", tenantId: "2" } as const;
    const other = createDatabase({ url: database.workerUrl, poolSize: 1, onError: () => {} });
    await asOperator(other, system, async (tx) => notifyChange(tx, change));
    await waitFor(() => heard.length, { what: "the change" });
    expect(heard).toEqual([change]);
    await other.close();
    await listener.close();
  }, 15_000);
});
