import { createTestDatabase } from "@churned/testkit";
import type { TestDatabase } from "@churned/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkDriver } from "./check-driver.ts";
import type { Database } from "./database.ts";
import { createDatabase } from "./database.ts";

// Other test files cover failed transactions (database.int.test.ts), deadlines (half-open.int.test.ts) and the repair
// of text (repair-values.int.test.ts).
describe("a connection of a pool", () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = createDatabase({ url: database.workerUrl, poolSize: 1, onError: () => {} });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  it("sends the statements of one turn of the event loop in one write", async () => {
    const client = await db.pool.connect();
    const { stream } = client.connection;
    const [single, several] = [vi.spyOn(stream, "_write"), vi.spyOn(stream, "_writev")];
    const answers = await Promise.all([
      client.query("begin"),
      client.query("select $1::int as n", [1]),
      client.query("select $1::int as n", [2]),
      client.query("commit"),
    ]);
    client.release();
    expect(answers.map(({ rows }) => rows)).toEqual([[], [{ n: 1 }], [{ n: 2 }], []]);
    expect(single.mock.calls.length + several.mock.calls.length).toBe(1);
  });

  it("prepares a repeated statement with parameters once, and prepares no other statement", async () => {
    const repeated = "select $1::int + 1 as n";
    for (const n of [1, 2, 3, 4]) await db.pool.query(repeated, [n]);
    await db.pool.query("select $1::int + 2 as n", [1]);
    const { rows } = await db.pool.query(
      "select statement from pg_prepared_statements where statement like 'select $1::int +%'",
    );
    expect(rows).toEqual([{ statement: repeated }]);
  });

  it("is refused with a driver that sends statements one by one", () => {
    expect(() => checkDriver()).not.toThrow();
    expect(() => checkDriver(new Client())).toThrow("lacks the option pipeline");
  });
});
