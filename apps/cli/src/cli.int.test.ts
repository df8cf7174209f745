import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLogger } from "@churned/runtime";
import { createTestDatabase, startProcess, type TestDatabase, waitFor } from "@churned/testkit";
import { generateSealingKeyPair } from "@churned/vault/keys";
import { verifyPassword } from "better-auth/crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

const token = "tok_of-planhat-5e55f1e1d";
let database: TestDatabase;
let owner: Client;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  env = {
    DATA_DIR: "/nonexistent",
    DATABASE_URL: database.apiUrl,
    AUTH_SECRET: "a-secret-for-tests-a-secret-for-tests",
    SEALING_PUBLIC_KEY: generateSealingKeyPair().publicKey,
  };
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function churned(args: string[], options: { input?: string; env?: typeof env } = {}) {
  const lines: string[] = [];
  const printed: Uint8Array[] = [];
  const add = (line: string): void => void lines.push(line);
  const code = await runCli(args, {
    env: options.env ?? env,
    log: createLogger({ name: "cli", level: "debug", destination: { write: add } }),
    terminal: {
      say: add,
      complain: add,
      readInput: async () => options.input ?? "",
      print: async (bytes) => void printed.push(bytes),
    },
  });
  return { code, text: lines.join("\n"), printed: Buffer.concat(printed).toString() };
}

const rows = async (text: string, values: unknown[] = []) =>
  (await owner.query<Record<string, string | null>>(text, values)).rows;

/** Adds a tenant. Returns the id of its connection. */
async function addTenant(name: string): Promise<string> {
  const { code, text } = await churned(["tenant", "add", name, "--email", `ada@${name}.example`]);
  expect([code, text]).toEqual([0, expect.stringContaining("Connection")]);
  return /Connection {2}(\S+)/.exec(text)?.[1] ?? "";
}

/** Ends the next check with this verdict, as the worker would do. */
async function concludeNextCheck(connectionId: string, verdict: string): Promise<void> {
  await waitFor(
    async () =>
      (
        await owner.query(
          "update checks set state = 'done', verdict = $2, done_at = now() where connection_id = $1 and state = 'queued'",
          [connectionId, verdict],
        )
      ).rowCount,
    { what: "a check to be asked for" },
  );
}

describe("churned tenant add, user add", () => {
  test("create a tenant, mail its customer a link, and print both", async () => {
    const { code, text } = await churned([
      "tenant",
      "add",
      "Globex",
      "--email",
      "Ada@Globex.example",
    ]);
    expect(code).toBe(0);
    const link = /http:\/\/localhost:3000\/set-password#token=\S+/.exec(text)?.[0] ?? "none";
    const mails = await rows("select recipient, body from notifications");
    expect(mails).toEqual([
      { recipient: "ada@globex.example", body: expect.stringContaining(link) },
    ]);
  });

  test("refuse an address that has an account, and create nothing", async () => {
    await addTenant("initech");
    const before = await rows("select count(*) from tenants");
    const again = await churned(["tenant", "add", "Other", "--email", "ada@initech.example"]);
    expect([again.code, again.text]).toEqual([1, expect.stringContaining("account already")]);
    expect(await rows("select count(*) from tenants")).toEqual(before);
  });

  test("read a password from standard input, and store its hash", async () => {
    const args = ["user", "add", "olive@churned.example", "--role", "operator", "--password-stdin"];
    expect((await churned(args, { input: "short" })).code).toBe(2);
    const easy = await churned(args, { input: "olive-churned" });
    expect([easy.code, easy.text]).toEqual([1, expect.stringContaining("easy to guess")]);
    const { code, text } = await churned(args, { input: "a-quite-long-password" });
    expect([code, text.includes("a-quite-long-password")]).toEqual([0, false]);
    const [account] = await rows(
      "select a.password as hash, u.role from accounts a join users u on u.id = a.user_id where u.email = 'olive@churned.example'",
    );
    expect(account?.["role"]).toBe("operator");
    const hash = account?.["hash"] ?? "";
    expect(await verifyPassword({ hash, password: "a-quite-long-password" })).toBe(true);
  });

  test("print the link if no password is given, and refuse a customer without a tenant", async () => {
    const operator = await churned(["user", "add", "omar@churned.example", "--role", "operator"]);
    expect([operator.code, operator.text]).toEqual([0, expect.stringContaining("#token=")]);
    for (const wrong of [["--role", "customer"], ["--role", "king"], []])
      expect((await churned(["user", "add", "x@churned.example", ...wrong])).code).toBe(2);
  });
});

describe("churned user list, remove, lock, unlock, sign-out", () => {
  test("change the account of a mail address, say so, and require a reason", async () => {
    await addTenant("soylent");
    const email = "ada@soylent.example";
    const list = async () => (await churned(["user", "list", "--find", "soylent"])).text;
    expect(await list()).toBe(`${email} · Ada · customer of soylent`);
    expect((await churned(["user", "lock", email])).code).toBe(2);
    const run = (verb: string) => churned(["user", verb, email, "--reason", "Asked by Soylent."]);
    expect(await run("lock")).toMatchObject({ code: 0, text: `Locked Ada (${email}).` });
    expect(await list()).toContain("locked");
    expect((await run("unlock")).code).toBe(0);
    expect((await run("sign-out")).code).toBe(0);
    expect((await run("remove")).code).toBe(0);
    expect(await list()).toBe("Nobody has such an account.");
    expect(await run("remove")).toMatchObject({
      code: 1,
      text: "Nobody has an account with this mail address.",
    });
    expect(
      await rows("select action from audit where reason = 'Asked by Soylent.' order by id"),
    ).toEqual(
      ["user.lock", "user.unlock", "user.sign_out", "user.remove"].map((action) => ({ action })),
    );
  });
});

describe("churned connect", () => {
  test("saves the token from standard input, sealed, and prints the verdict", async () => {
    const connectionId = await addTenant("umbrella");
    const [result] = await Promise.all([
      churned(["connect", "umbrella"], { input: token }),
      concludeNextCheck(connectionId, "token_rejected"),
    ]);
    expect(result.code).toBe(1);
    expect(result.text).toContain("Saved for ada@umbrella.example");
    expect(result.text).toMatch(/1\. /);
    const [again] = await Promise.all([
      churned(["connect", connectionId, "--host", "api-eu"], { input: token }),
      concludeNextCheck(connectionId, "connected"),
    ]);
    expect(again.code).toBe(0);
    const kept = await rows("select to_jsonb(c)::text as row from credentials c");
    expect(kept).toHaveLength(2);
    expect(JSON.stringify([kept, result.text, again.text])).not.toContain(token);
  });

  test("refuses a token given as an argument, and does not repeat it", async () => {
    for (const args of [
      ["umbrella", token],
      ["umbrella", "--token", token],
      ["umbrella", `--token=${token}`],
    ]) {
      const { code, text } = await churned(["connect", ...args], { input: token });
      expect([code, text]).toEqual([2, expect.stringContaining("standard input")]);
      expect(text).not.toContain(token);
    }
    expect((await churned(["connect", "umbrella"], { input: "" })).code).toBe(2);
  });

  test("asks for the connection, the host or the customer if they are ambiguous", async () => {
    await addTenant("twin-one");
    await addTenant("twin-two");
    for (const [args, said] of [
      [["twin"], "Several connections"],
      [["nobody-is-called-this"], "No connection"],
    ] as const) {
      const { code, text } = await churned(["connect", ...args], { input: token });
      expect([code, text]).toEqual([2, expect.stringContaining(said)]);
    }
    const host = await churned(["connect", "umbrella", "--host", "evil"], { input: token });
    expect([host.code, host.text]).toEqual([1, expect.stringContaining("host")]);
  });
});

describe("churned check, sync", () => {
  test("check waits for the verdict on request", async () => {
    const connectionId = await addTenant("hooli");
    const none = await churned(["check", "hooli"]);
    expect([none.code, none.text]).toEqual([1, expect.stringContaining("no token")]);
    await Promise.all([
      churned(["connect", "hooli"], { input: token }),
      concludeNextCheck(connectionId, "missing_permissions"),
    ]);
    expect((await churned(["check", "hooli"])).code).toBe(0);
    await concludeNextCheck(connectionId, "connected");
    const [waited] = await Promise.all([
      churned(["check", "hooli", "--wait"]),
      concludeNextCheck(connectionId, "planhat_down"),
    ]);
    expect(waited.code).toBe(1);
  });

  test("sync starts a sync if the connection works", async () => {
    const connectionId = await addTenant("stark");
    expect((await churned(["sync", "stark"])).code).toBe(1);
    await owner.query("update connections set state = 'connected' where id = $1", [connectionId]);
    expect((await churned(["sync", "stark", "--mode", "sideways"])).code).toBe(2);
    expect((await churned(["sync", "stark", "--mode", "incremental"])).code).toBe(0);
    expect(await rows("select mode from syncs where connection_id = $1", [connectionId])).toEqual([
      // This connection has had no full sync, so the sync is full although the command asked for an incremental sync.
      { mode: "full" },
    ]);
  });
});

describe("churned export", () => {
  const land = (connectionId: string, seq: number, name: string | null) =>
    rows(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq, deleted_at)
       select tenant_id, id, 'company', 'c' || $2::int, $3, '', $2::int, case when $3::jsonb is null then now() end
       from connections where id = $1`,
      [connectionId, seq, name === null ? null : JSON.stringify({ name })],
    );

  test("prints every change, including deletions, and nothing else, or only the changes after a given one", async () => {
    const connectionId = await addTenant("tyrell");
    await land(connectionId, 1, "Zoë");
    await land(connectionId, 2, null);
    const all = await churned(["export", "tyrell"]);
    expect([all.code, all.text]).toEqual([0, ""]);
    const lines = all.printed.trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { seq: 1, model: "company", data: { name: "Zoë" } },
      { seq: 2, data: null },
    ]);
    const later = await churned(["export", "tyrell", "--since", "1", "--model", "company"]);
    expect(later.printed.split("\n")).toHaveLength(2);
    const table = await churned(["export", "tyrell", "--format", "csv", "--model", "company"]);
    expect(table.printed.split("\r\n").slice(1)).toEqual([expect.stringContaining("Zoë"), ""]);
  });

  test("gives a file its name only when it is complete", async () => {
    const connectionId = await addTenant("wallace");
    await land(connectionId, 1, "first");
    const folder = await mkdtemp(join(tmpdir(), "export "));
    const out = join(folder, "all.ndjson");
    const whole = await churned(["export", "wallace", "--out", out]);
    expect([whole.code, whole.text]).toEqual([0, `1 record of wallace's Planhat → ${out}`]);
    const written = await readFile(out, "utf8");
    expect(written).toContain("first");
    // The export has more than one page, and the second page cannot be read.
    await rows(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       select tenant_id, id, 'enduser', n, '{}', '', 1 + n from connections, generate_series(1, 600) n where id = $1`,
      [connectionId],
    );
    await rows(
      "create policy broken on records as restrictive using (seq <> 500 or 1 / (seq - 500) > 0)",
    );
    const broken = await churned(["export", "wallace", "--out", out]);
    await rows("drop policy broken on records");
    expect(broken.code).toBe(1);
    expect([await readFile(out, "utf8"), await readdir(folder)]).toEqual([written, ["all.ndjson"]]);
    await rm(folder, { recursive: true });
  });

  test("exits with 2 for an argument that it does not understand", async () => {
    for (const wrong of [
      ["--format", "xml"],
      ["--format", "csv"],
      ["--model", "ship"],
      ["--since", "soon"],
      ["--out", "/nonexistent/file"],
    ])
      expect([wrong, (await churned(["export", "wallace", ...wrong])).code]).toEqual([wrong, 2]);
  });
});

describe("churned", () => {
  test("prints its commands, and exits with 2 for an unknown one", async () => {
    const help = await churned(["help"]);
    expect([help.code, help.text]).toEqual([0, expect.stringContaining("Usage")]);
    for (const args of [
      [],
      ["dance"],
      ["tenant"],
      ["check"],
      ["check", "a", "b"],
      ["check", "--x"],
    ])
      expect([args, (await churned(args)).code]).toEqual([args, 2]);
  });

  test("exits with 78 if the environment is invalid, and names missing settings", async () => {
    const { code, text } = await churned(["check", "acme"], { env: { DATA_DIR: "/nonexistent" } });
    expect([code, text]).toEqual([78, expect.stringContaining("SEALING_PUBLIC_KEY")]);
  });

  test("finds the stack of `npm start` in DATA_DIR", async () => {
    const folder = await mkdtemp(join(tmpdir(), "data dir "));
    await mkdir(folder, { recursive: true });
    const url = new URL(database.apiUrl);
    const secrets = {
      apiDbPassword: url.password,
      authSecret: env["AUTH_SECRET"],
      sealingPublicKey: env["SEALING_PUBLIC_KEY"],
    };
    await writeFile(join(folder, "secrets.json"), JSON.stringify(secrets));
    // The database of the stack that `npm start` runs is named postgres. The error at a closed port shows that the
    // command used the settings of that stack.
    await writeFile(join(folder, "postgres.port"), "1\n");
    const { code, text } = await churned(["check", "acme"], { env: { DATA_DIR: folder } });
    expect([code, text]).toEqual([1, expect.stringContaining("database is not reachable")]);
    const given = { DATA_DIR: folder, DATABASE_URL: database.apiUrl };
    expect((await churned(["check", "nobody"], { env: given })).text).toContain("No connection");
    await rm(folder, { recursive: true });
  });
});

describe("the demo's seed", () => {
  test("creates its tenant and its two accounts once, however often it runs", async () => {
    await using fresh = await createTestDatabase();
    for (let i = 0; i < 2; i++) {
      const seeding = await startProcess({
        args: [fileURLToPath(new URL("seed-demo.ts", import.meta.url))],
        env: { DATABASE_URL: fresh.ownerUrl, AUTH_SECRET: env["AUTH_SECRET"] },
      });
      expect([await seeding.ended, seeding.output()]).toEqual([{ code: 0, signal: null }, ""]);
    }
    const client = new Client({ connectionString: fresh.ownerUrl });
    await client.connect();
    const seeded = await client.query<{ email: string; hash: string; connection: string | null }>(
      `select u.email, a.password as hash, c.name as connection from users u
       join accounts a on a.user_id = u.id left join memberships m on m.user_id = u.id
       left join connections c on c.tenant_id = m.tenant_id order by u.email`,
    );
    await client.end();
    expect(seeded.rows).toMatchObject([
      { email: "customer@acme.example", connection: "Acme's Planhat" },
      { email: "operator@churned.example", connection: null },
    ]);
    for (const { email, hash } of seeded.rows) {
      const password = `demo-${email.split("@")[0]}`;
      expect([email, await verifyPassword({ hash, password })]).toEqual([email, true]);
    }
  });
});

describe("churned inbox", () => {
  test("lists the inbox items, the most severe cause first, in the words of the console", async () => {
    await rows("update connections set state = 'connected'");
    expect(await churned(["inbox"])).toMatchObject({
      code: 0,
      text: "No connection needs a person.",
    });
    const stale = await addTenant("Stale");
    const first = await addTenant("First");
    const worked = await addTenant("Worked");
    await rows(
      "update connections set state = 'needs_customer', verdict = 'missing_permissions', verdict_models = '{enduser}' where id in ($1, $2, $3)",
      [stale, first, worked],
    );
    await rows(
      `insert into credentials (id, tenant_id, connection_id, key_id, sealed_hash, promoted_at, destroyed_at)
       select gen_random_uuid(), tenant_id, id, 'k', 'h', now() - interval '75 hours', now() from connections where id = $1`,
      [worked],
    );
    await rows("update connections set last_seq = 7 where id = $1", [stale]);
    const { code, text } = await churned(["inbox"]);
    expect(code).toBe(0);
    expect(text.split("\n").map((line) => line.replace(/ · since .*/, ""))).toEqual([
      "Permission missing (1)",
      "  Stale · Stale's Planhat",
      "    The token works, but it may not read End User. The data here was never complete, and grows stale.",
      `    ${stale}`,
      "Permission missing, no data yet (1)",
      "  Worked · Worked's Planhat",
      "    The token works, but it may not read End User. It first worked 3 days ago; there is no data yet.",
      `    ${worked}`,
      "Permission missing, never worked (1)",
      "  First · First's Planhat",
      "    The token works, but it may not read End User. Never worked: there is no data yet.",
      `    ${first}`,
    ]);
  });
});
