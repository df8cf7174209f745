import { expect, test, vi } from "vitest";
import { createLogger } from "./logger.ts";

const SECRET = "S3CRET-4f9a-0007";

function capture() {
  const lines: string[] = [];
  const log = createLogger({
    name: "test",
    level: "debug",
    destination: { write: (line) => lines.push(line) },
  });
  return { log, lines };
}

/** An error as libraries throw it: the request, the response and the query parameters are properties of the error. */
function makeLoadedError(): Error {
  return Object.assign(
    new Error(`Failed query: insert into x values ($1)\nparams: 1,${SECRET}\n`),
    {
      code: "23505",
      params: [SECRET],
      request: { headers: { authorization: `Bearer ${SECRET}` }, body: SECRET },
      cause: Object.assign(new Error("inner"), { detail: SECRET, response: { text: SECRET } }),
    },
  );
}

function nest(value: Record<string, unknown>, levels: number): Record<string, unknown> {
  return levels === 0 ? value : nest({ a: value }, levels - 1);
}

const circular: Record<string, unknown> = { token: SECRET };
circular["self"] = circular;

test.each<[string, Record<string, unknown>]>([
  ["a top-level key", { token: SECRET, password: SECRET, ciphertext: SECRET }],
  ["a key spelled otherwise", { "Set-Cookie": SECRET, accessToken: SECRET, API_KEY: SECRET }],
  ["a deep key", { a: { b: [{ c: { sealed: { enc: SECRET, ciphertext: SECRET } } }] } }],
  ["below the depth that is looked at", nest({ token: SECRET, list: [{ deeper: SECRET }] }, 9)],
  ["Headers", { headers: new Headers({ authorization: `Bearer ${SECRET}`, cookie: SECRET }) }],
  ["a Map", { map: new Map([["token", SECRET]]) }],
  ["search parameters", { query: new URLSearchParams({ token: SECRET }) }],
  ["a URL with a password", { url: new URL(`postgres://role:${SECRET}@127.0.0.1:5432/db`) }],
  ["text with a URL in it", { note: `cannot reach redis://:${SECRET}@host:6379` }],
  ["bytes", { bytes: Buffer.from(SECRET), more: new TextEncoder().encode(SECRET) }],
  ["text with a bearer token", { note: `sent Authorization: Bearer ${SECRET}` }],
  [
    "JSON in text",
    { note: JSON.stringify({ token: SECRET, nested: JSON.stringify({ password: SECRET }) }) },
  ],
  ["a toJSON", { thing: { toJSON: () => ({ password: SECRET }) } }],
  ["a circle", { circular }],
  ["an error", { error: makeLoadedError() }],
  ["an error under pino's own key", { err: makeLoadedError() }],
  ["an aggregate error", { error: new AggregateError([makeLoadedError()], `token=${SECRET}`) }],
  ["a thrown object", { error: { request: { body: SECRET, headers: { cookie: SECRET } } } }],
  ["what a getter throws", Object.defineProperty({}, "x", { enumerable: false, value: SECRET })],
])("a secret in %s does not reach the log", (_place, fields) => {
  const { log, lines } = capture();
  log.error(fields, "message");
  log.child(fields).info({}, "child");
  expect(lines).toHaveLength(2);
  expect(lines.join("")).not.toContain(SECRET);
});

test("a secret in the message does not reach the log", () => {
  const { log, lines } = capture();
  log.warn({}, `answered 401 to Bearer ${SECRET}, token=${SECRET}, "password": "${SECRET}"`);
  expect(lines.join("")).not.toContain(SECRET);
});

test("what is no secret stays readable", () => {
  const { log, lines } = capture();
  log.child({ checkId: "c-1" }).info(
    {
      tokenCount: 3,
      durationMs: 12.5,
      keyId: "19a64cd925d7f397",
      error: new Error("lost", { cause: 1n }),
    },
    "check done",
  );
  const line: unknown = JSON.parse(lines[0] ?? "");
  expect(line).toMatchObject({
    level: "info",
    name: "test",
    msg: "check done",
    checkId: "c-1",
    tokenCount: 3,
    durationMs: 12.5,
    keyId: "19a64cd925d7f397",
    error: {
      type: "Error",
      message: "lost",
      cause: "1",
      stack: expect.stringContaining("logger.test"),
    },
  });
});

test("fields whose getter throws do not stop the caller", () => {
  const { log, lines } = capture();
  const hostile = Object.defineProperty({}, "x", {
    enumerable: true,
    get: () => {
      throw new Error(SECRET);
    },
  });
  log.info({ hostile }, "still here");
  expect(lines.join("")).toContain("[unreadable]");
  expect(lines.join("")).not.toContain(SECRET);
});

test("writes a warning that repeats once a minute, with the number of repetitions", () => {
  vi.useFakeTimers();
  try {
    const { log, lines } = capture();
    const fail = (queue: string): void =>
      log.warn({ queue, err: new Error("NOPERM") }, "the queue reported an error");
    for (let n = 0; n < 1_000; n += 1) fail("check");
    fail("sync");
    expect(lines).toHaveLength(2);
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[2] ?? "")).toMatchObject({ queue: "check", repeated: 999 });
    vi.advanceTimersByTime(60_000);
    fail("check");
    expect(lines).toHaveLength(4);
    log.info({}, "twice");
    log.info({}, "twice");
    expect(lines).toHaveLength(6);
  } finally {
    vi.useRealTimers();
  }
});
