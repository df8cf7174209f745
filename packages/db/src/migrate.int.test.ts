import { waitFor } from "@churned/testkit";
import { acquirePostgres } from "@churned/testkit/postgres";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import journal from "../migrations/meta/_journal.json" with { type: "json" };
import {
  apiRoleName,
  compareMigrations,
  migrate,
  refuseOldServer,
  workerRoleName,
} from "./migrate.ts";
import * as schema from "./tables/index.ts";

const passwords = { apiPassword: "test-only-api", workerPassword: "test-only-worker" };

describe("migrating", () => {
  it("is safe when several processes do it at once, and when it is repeated", async () => {
    const server = await acquirePostgres();
    const database = await server.createDatabase();
    try {
      const once = (): Promise<void> => migrate({ databaseUrl: database.url, ...passwords });
      await Promise.all([once(), once(), once(), once()]);
      await once();
      const client = new Client({ connectionString: database.url });
      await client.connect();
      const { rows } = await client.query<{ n: string }>(
        "select count(*) as n from drizzle.__drizzle_migrations",
      );
      expect(Number(rows[0]?.n)).toBe(journal.entries.length);
      await client.end();
    } finally {
      await database.drop();
      await server.release();
    }
  });

  it("works for an owner who may not create roles, once an administrator has created the roles", async () => {
    const server = await acquirePostgres();
    const database = await server.createDatabase();
    const name = `owner_${database.name.replaceAll(/\W/g, "")}`;
    const admin = new Client({ connectionString: server.url });
    await admin.connect();
    try {
      await admin.query(`create role ${name} login password 'test-only'`);
      await admin.query(`alter database "${database.name}" owner to ${name}`);
      const url = new URL(database.url);
      url.username = name;
      url.password = "test-only";
      for (const role of [apiRoleName, workerRoleName, "churned_reader"])
        await admin.query(
          `do $do$ begin create role ${role}; exception when duplicate_object then null; end $do$`,
        );
      await migrate({ databaseUrl: url.href, ...passwords });
      const client = new Client({ connectionString: url.href });
      await client.connect();
      expect(await compareMigrations((text) => client.query(text))).toBe("current");
      await client.end();
    } finally {
      await database.drop();
      await admin.query(`drop role if exists ${name}`);
      await admin.end();
      await server.release();
    }
  });

  it("waits for a table that is in use a few seconds at a time, so that other sessions get their turn", async () => {
    const server = await acquirePostgres();
    const database = await server.createDatabase();
    const holder = new Client({ connectionString: database.url });
    try {
      await migrate({ databaseUrl: database.url, ...passwords });
      await holder.connect();
      await holder.query("begin");
      await holder.query("lock table drizzle.__drizzle_migrations in access exclusive mode");
      const migrating = migrate({ databaseUrl: database.url, ...passwords });
      const countWaiting = async (): Promise<number> =>
        (
          await holder.query(
            `select from pg_locks where not granted and relation = 'drizzle.__drizzle_migrations'::regclass`,
          )
        ).rowCount ?? 0;
      await waitFor(async () => (await countWaiting()) === 1, { what: "the migration to wait" });
      await waitFor(async () => (await countWaiting()) === 0, {
        what: "the migration to end its wait",
      });
      await holder.query("commit");
      await expect(migrating).resolves.toBeUndefined();
    } finally {
      await holder.end();
      await database.drop();
      await server.release();
    }
  }, 30_000);

  it("refuses a server that is too old, in one sentence", () => {
    expect(() => refuseOldServer(170_004)).toThrow(
      "Churned Connect needs PostgreSQL 18 or newer, and this server is PostgreSQL 17.",
    );
    refuseOldServer(180_000);
  });

  it("lets each role check that the database has all migrations of the code", async () => {
    const server = await acquirePostgres();
    const database = await server.createDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      const ask = () => compareMigrations((text) => client.query(text));
      expect(await ask()).toBe("older");
      await migrate({ databaseUrl: database.url, ...passwords });
      for (const role of [apiRoleName, workerRoleName]) {
        await client.query(`set role ${role}`);
        expect(await ask()).toBe("current");
        await client.query("reset role");
      }
      await client.query(
        "insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a later version', 1)",
      );
      expect(await ask()).toBe("newer");
      await client.query(
        "delete from drizzle.__drizzle_migrations where hash = 'of a later version'",
      );
      await client.query(
        "delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)",
      );
      expect(await ask()).toBe("older");
    } finally {
      await client.end();
      await database.drop();
      await server.release();
    }
  });

  it("leaves exactly the columns that the code names", async () => {
    const server = await acquirePostgres();
    const database = await server.createDatabase();
    const client = new Client({ connectionString: database.url });
    try {
      await migrate({ databaseUrl: database.url, ...passwords });
      await client.connect();
      const { rows } = await client.query<{ name: string }>(
        "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' order by 1",
      );
      const snake = (name: string): string =>
        name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const named = Object.values(schema)
        .filter((value) => is(value, PgTable))
        .flatMap((table) => {
          const { name, columns } = getTableConfig(table);
          return columns.map((column) => `${name}.${snake(column.name)}`);
        });
      expect(rows.map(({ name }) => name)).toEqual(named.toSorted());
    } finally {
      await client.end();
      await database.drop();
      await server.release();
    }
  });
});
