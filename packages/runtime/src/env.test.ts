import { expect, test } from "vitest";
import { z } from "zod";
import { EnvError, parseEnv } from "./env.ts";
import { runModule } from "./run-module.testing.ts";

const schema = z.object({
  PORT: z.coerce.number().int().max(65_535).default(3000),
  DATABASE_URL: z.url(),
  AUTH_SECRET: z
    .string()
    .refine((text) => text.length > 20, { error: (issue) => String(issue.input) }),
  LOG_LEVEL: z.enum(["info", "debug"]).default("info"),
});

const GOOD = { DATABASE_URL: "postgres://localhost/x", AUTH_SECRET: "x".repeat(32) };

test("gives the parsed values, and defaults for what is unset or empty", () => {
  expect(parseEnv(schema, { ...GOOD, PORT: "", OTHER: "ignored" })).toEqual({
    ...GOOD,
    PORT: 3000,
    LOG_LEVEL: "info",
  });
});

test("names every wrong variable at once and shows no value", () => {
  const source = { PORT: "70123", AUTH_SECRET: "too-short-s3cret", LOG_LEVEL: "l0ud" };
  let caught: unknown;
  try {
    parseEnv(schema, source);
  } catch (error) {
    caught = error;
  }
  if (!(caught instanceof EnvError)) throw new Error("expected an EnvError");
  expect(caught.names.toSorted()).toEqual(["AUTH_SECRET", "DATABASE_URL", "LOG_LEVEL", "PORT"]);
  expect(caught.message).toContain("DATABASE_URL: is missing");
  for (const value of Object.values(source)) expect(caught.message).not.toContain(value);
});

test("a process with a wrong environment exits 78 and says which variable", async () => {
  const ended = await runModule(`
    import { exitOnEnvError, parseEnv } from "./index.ts";
    import { z } from "zod";
    await exitOnEnvError(() => { parseEnv(z.object({ SEALING_KEYS: z.string() }), {}); });
  `).ended;
  expect(ended.code).toBe(78);
  expect(ended.stderr).toContain("SEALING_KEYS: is missing");
});

test("a process that fails to start for another reason exits 1 without its secrets", async () => {
  const ended = await runModule(`
    import { exitOnEnvError } from "./index.ts";
    await exitOnEnvError(() => { throw new Error("cannot reach postgres://a:s3cret@host/db"); });
  `).ended;
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain("cannot reach");
  expect(ended.stderr).not.toContain("s3cret");
});
