/** The guarantees of the commands of the audit. */
import { createLogger } from "@churned/runtime";
import { createTestDatabase, type TestDatabase } from "@churned/testkit";
import { generateSealingKeyPair } from "@churned/vault/keys";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

let database: TestDatabase;
let env: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  env = {
    DATA_DIR: "/nonexistent",
    DATABASE_URL: database.apiUrl,
    AUTH_SECRET: "a-secret-for-tests-a-secret-for-tests",
    SEALING_PUBLIC_KEY: generateSealingKeyPair().publicKey,
  };
});
afterAll(async () => {
  await database.drop();
});

async function churned(args: string[]) {
  const lines: string[] = [];
  const printed: Uint8Array[] = [];
  const add = (line: string): void => void lines.push(line);
  const code = await runCli(args, {
    env,
    log: createLogger({ name: "cli", level: "error", destination: { write: add } }),
    terminal: {
      say: add,
      complain: add,
      readInput: async () => "",
      print: async (bytes) => void printed.push(bytes),
    },
  });
  return { code, text: lines.join("\n"), printed: Buffer.concat(printed).toString() };
}

async function asOwner(text: string): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query(text);
  await client.end();
}

describe("audit", () => {
  test("verify ends with code 0 and prints the head, and with code 1 after a line was changed", async () => {
    await churned(["tenant", "add", "audited", "--email", "ada@audited.example"]);
    const good = await churned(["audit", "verify"]);
    expect([good.code, good.text]).toEqual([0, expect.stringMatching(/Head: \d+:[\da-f]{64}$/)]);
    const head = /Head: (\S+)$/.exec(good.text)?.[1] ?? "";
    expect((await churned(["audit", "verify", "--head", head])).code).toBe(0);
    const other = head.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    expect((await churned(["audit", "verify", "--head", other])).text).toContain("cut: entry");
    await asOwner(
      "update audit set actor = 'nobody' where id = (select audit_id from audit_chain where seq = 1)",
    );
    const bad = await churned(["audit", "verify"]);
    expect([bad.code, bad.text]).toEqual([
      1,
      expect.stringMatching(/^changed: the line \S+ of entry 1 was changed/),
    ]);
    expect((await churned(["audit", "verify", "--head", "12"])).code).toBe(2);
  });

  test("export prints the lines of a range of time", async () => {
    const { code, printed } = await churned(["audit", "export", "--to", "2999-01-01T00:00:00Z"]);
    expect(code).toBe(0);
    expect(
      printed
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).seq),
    ).toContain(1);
    expect((await churned(["audit", "export", "--to", "2001-01-01T00:00:00Z"])).printed).toBe("");
    expect((await churned(["audit", "export", "--to", "today"])).code).toBe(2);
  });
});
