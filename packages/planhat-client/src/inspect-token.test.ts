import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectToken } from "./inspect-token.ts";
import type { TokenChange } from "./inspect-token.ts";

const long = "aB3".repeat(115);
const encoded = btoa(`${long}:`);

/** Opaque, base64-like texts of every plausible length. */
const anyToken = fc
  .array(
    fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".split("")),
    {
      minLength: 30,
      maxLength: 400,
    },
  )
  .map((chars) => chars.join(""));

const quotes: readonly [string, string][] = [
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["“", "”"],
  ["«", "»"],
];

/** Of every character that opaque tokens are written with, with padding at the end. Planhat's own OAuth keys begin
 *  with `pk_` and `sk_`. */
const widerToken = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/".split(""),
      ),
      { minLength: 33, maxLength: 400 },
    ),
    fc.constantFrom("", "=", "=="),
  )
  .map(([chars, padding]) => chars.join("") + padding)
  .filter((token) => !/^[ps]k_/.test(token));

/** Ways in which people paste; each must be undone. */
const mutation = fc.oneof(
  fc
    .constantFrom(" ", "\n", "\t", "\r\n", "\u00a0")
    .map((space) => (t: string) => space + t + space),
  fc.nat().map((at) => (t: string) => insert(t, at, "\n")),
  fc.tuple(fc.nat(), fc.constantFrom("\u200b", "\ufeff", "\u2060")).map(
    ([at, mark]) =>
      (t: string) =>
        insert(t, at, mark),
  ),
  fc.constantFrom(...quotes).map(
    ([open, close]) =>
      (t: string) =>
        open + t + close,
  ),
  fc
    .constantFrom(
      "Bearer ",
      "bearer  ",
      "Authorization: Bearer ",
      "authorization:Bearer\t",
      "-H 'Authorization: ",
    )
    .map((prefix) => (t: string) => prefix + t),
  fc
    .constantFrom(
      "export PLANHAT_TOKEN=",
      "export X=",
      "API_TOKEN = ",
      "planhat_token: ",
      "$env:T = ",
    )
    .map((prefix) => (t: string) => prefix + t),
  fc.constant((t: string) => `${t}:`),
);

/** Whole texts that hold a token; what they hold is as it was, perhaps with its scheme. */
const wrapping = fc.oneof(
  { weight: 3, arbitrary: fc.constant((t: string) => t) },
  fc
    .constantFrom("token", "apiToken", "api_key", "Authorization")
    .map((name) => (t: string) => JSON.stringify({ name: "x", [name]: t, more: [1] })),
  fc
    .constantFrom("-H", "--header")
    .map(
      (flag) => (t: string) =>
        `curl https://api.planhat.com/users ${flag} "Authorization: Bearer ${t}" -v`,
    ),
);

/** Base64 of `token:` comes before anything else is put around it. */
const encoding = fc.constantFrom(
  (t: string) => t,
  (t: string) => t,
  (t: string) => btoa(`${t}:`),
  (t: string) => `Basic ${btoa(`${t}:`)}`,
);

function insert(text: string, at: number, what: string): string {
  // Between two characters of the token, so that no keyword in front of it is broken.
  const place = text.length - 1 - (at % 20);
  return text.slice(0, place) + what + text.slice(place);
}

describe("inspectToken", () => {
  it("recovers the token from any mix of the ways people paste, and cleans nothing twice", () => {
    fc.assert(
      fc.property(
        anyToken,
        encoding,
        wrapping,
        fc.array(mutation, { maxLength: 4 }),
        (token, encode, wrap, how) => {
          const paste = how.reduce((text, mutate) => mutate(text), wrap(encode(token)));
          const result = inspectToken(paste);
          expect(result.token).toBe(token);
          expect(inspectToken(token)).toMatchObject({ token, changes: [], problem: null });
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it("rejects no token of any alphabet, and leaves it as it is", () => {
    fc.assert(
      fc.property(widerToken, (token) => {
        expect(inspectToken(token)).toMatchObject({ token, changes: [], problem: null });
      }),
      { numRuns: 10_000 },
    );
  });

  it("names the problem or gives a token when a paste is cut, doubled or broken, and warns of a short one", () => {
    const breaking = fc.oneof(
      fc.nat().map((at) => (t: string) => t.slice(0, at % t.length)),
      fc.nat().map((at) => (t: string) => `${t.slice(0, at % t.length)}...`),
      fc.nat().map((at) => (t: string) => `${t.slice(0, at % t.length)}\u2026`),
      fc.nat().map((at) => (t: string) => `${t.slice(0, at % t.length)}\u0007${t}`),
      fc.constant((t: string) => `${t} ${t}`),
      fc.constant((t: string) => "\u2022".repeat(t.length)),
    );
    fc.assert(
      fc.property(anyToken, breaking, fc.array(mutation, { maxLength: 2 }), (token, cut, how) => {
        const paste = how.reduce((text, mutate) => mutate(text), cut(token));
        const { token: found, problem, warnings } = inspectToken(paste);
        expect(found === null).toBe(problem !== null);
        if (found !== null && found.length < 32) expect(warnings).toContain("short");
      }),
      { numRuns: 10_000 },
    );
  });

  it("warns of a token that ends in dots, and accepts it", () => {
    expect(inspectToken(`${long}...`)).toMatchObject({ token: `${long}...`, warnings: ["cut"] });
  });

  it("never throws, and gives either a token or a problem, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), (text) => {
        const { token, problem } = inspectToken(text);
        expect(token === null).toBe(problem !== null);
        expect(token && inspectToken(token).token).toBe(token);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each<[string, TokenChange[]]>([
    [long, []],
    [` ${long}\n`, ["whitespace"]],
    [`Bearer ${long}`, ["bearer_prefix"]],
    [`Authorization: Bearer ${long}`, ["authorization_header", "bearer_prefix"]],
    [`"${long}"`, ["quotes"]],
    [`"planhat_token": "${long}",`, ["quotes", "export_assignment"]],
    [`export PLANHAT_TOKEN='${long}'`, ["quotes", "export_assignment"]],
    [`${long}:`, ["trailing_colon"]],
    [encoded, ["base64_basic", "trailing_colon"]],
    [`Authorization: Basic ${encoded}`, ["authorization_header", "base64_basic", "trailing_colon"]],
    [`\u200b${long}`, ["zero_width"]],
    [`API_TOKEN = Bearer \n${long}\n`, ["bearer_prefix", "export_assignment", "whitespace"]],
    [`{"token":"${long}"}`, ["json"]],
    [
      `{ "name": "x", "tokenType": "b",\n "apiToken": "Bearer ${long}" }\n`,
      ["json", "bearer_prefix", "whitespace"],
    ],
    [
      `curl -s "https://api.planhat.com/companies?limit=1" \\\n  -H "Authorization: Bearer ${long}"`,
      ["curl_command", "bearer_prefix"],
    ],
    [
      `$ curl --header 'authorization: Bearer ${long}' https://api-eu.planhat.com/users | jq`,
      ["curl_command", "bearer_prefix"],
    ],
    [`curl -u ${long}: https://api.planhat.com/users`, ["curl_command", "trailing_colon"]],
  ])("says what it did to paste %#", (paste, changes) => {
    const result = inspectToken(paste);
    expect(result).toMatchObject({ token: long, problem: null, warnings: [] });
    expect(result.changes.toSorted()).toEqual(changes.toSorted());
  });

  it.each([
    ["", "empty", "empty"],
    [" \n\u200b", "empty", "empty"],
    ["abc", "malformed", "too_short"],
    ["Bearer", "malformed", "too_short"],
    [`${long}\u0007`, "malformed", "control_characters"],
    ["••••••••••••4f2a", "malformed", "masked"],
    ["****************", "malformed", "masked"],
    ["3f2504e0-4f89-41d3-9a0c-0305e82c3301", "wrong_secret", "tenant_uuid"],
    ["ann@acme.example", "wrong_secret", "email"],
    [`ghp_${"a1".repeat(18)}`, "wrong_secret", "github"],
    [`sk_live_${"a1".repeat(12)}`, "wrong_secret", "stripe"],
    [`xoxb-${"12".repeat(12)}`, "wrong_secret", "slack"],
    ["AKIAIOSFODNN7EXAMPLE", "wrong_secret", "aws"],
    [`npm_${"a1".repeat(18)}`, "wrong_secret", "other_service"],
    [`shpat_${"a1".repeat(16)}`, "wrong_secret", "other_service"],
    [`pk_${"a1".repeat(12)}`, "wrong_secret", "planhat_oauth"],
    [
      `eyJhbGciOiJIUzI1NiJ9.${btoa('{"iss":"https://other.example"}').replaceAll("=", "")}.c2ln`,
      "wrong_secret",
      "jwt",
    ],
    ["-----BEGIN PRIVATE KEY-----\nabc", "wrong_secret", "private_key"],
  ] as const)("refuses paste %#: $1, $2", (paste, kind, what) => {
    expect(inspectToken(paste)).toMatchObject({ token: null, problem: { kind, what } });
  });

  it.each([
    ["https://app-us3.planhat.com/home", "us3"],
    ["ws-EU.planhat.com/settings", "eu"],
    ["https://app.planhat.com", undefined],
    ["https://example.com/x", undefined],
    ["curl -v https://api-us3.planhat.com/companies", "us3"],
  ])("reads the region of %s", (paste, region) => {
    expect(inspectToken(paste).problem).toEqual({
      kind: "wrong_secret",
      what: "url",
      ...(region ? { region } : {}),
    });
  });

  it("accepts a JWT that speaks of Planhat", () => {
    const jwt = `eyJhbGciOiJIUzI1NiJ9.${btoa('{"iss":"https://api.planhat.com"}').replaceAll("=", "")}.c2ln`;
    expect(inspectToken(jwt).token).toBe(jwt);
  });

  it("only warns of a short token", () => {
    expect(inspectToken("a1b2c3d4")).toEqual({
      token: "a1b2c3d4",
      changes: [],
      problem: null,
      warnings: ["short"],
    });
  });
});
