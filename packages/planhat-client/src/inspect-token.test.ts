import { describe, expect, it } from "vitest";
import { inspectToken } from "./inspect-token.ts";
import type { TokenChange } from "./inspect-token.ts";

const long = "aB3".repeat(115);
const encoded = btoa(`${long}:`);
const other = "xY7".repeat(15);
const jwtOf = (claims: string): string =>
  `eyJhbGciOiJIUzI1NiJ9.${btoa(claims).replaceAll("=", "")}.c2ln`;

describe("inspectToken", () => {
  it.each<[string, TokenChange[]]>([
    [long, []],
    [` ${long}\n`, ["whitespace"]],
    [`Bearer ${long}`, ["bearer_prefix"]],
    [`Authorization: Bearer ${long}`, ["authorization_header", "bearer_prefix"]],
    [`"${long}"`, ["quotes"]],
    [`"planhat_token": "${long}",`, ["quotes", "export_assignment", "punctuation"]],
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
    [`${long}${long}`, ["doubled"]],
    [`${long}\n${long}`, ["doubled"]],
    [`(${long}).`, ["brackets", "punctuation"]],
    [`„${long}“`, ["quotes"]],
    [`<code>${long}</code>`, ["markup"]],
    [`**${long}**`, ["markup"]],
    [`["${long}"]`, ["brackets", "quotes"]],
    [`{"token":"${long}"},`, ["json"]],
    [`\`\`\`text\n${long}\n\`\`\``, ["markup", "quotes", "whitespace"]],
    [`headers = {'Authorization': 'Bearer ${long}'}`, ["json", "bearer_prefix"]],
    [`API Access Token: ${long}`, ["label"]],
    [`Here is the token: ${long}`, ["label"]],
    [`Planhat token\n${long}`, ["label"]],
    [`Bearer%20${long}%3A`, ["percent_encoding", "bearer_prefix", "trailing_colon"]],
    [`\u2066${long}\u2069`, ["zero_width"]],
  ])("reports the changes of paste %#", (paste, changes) => {
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
    [`glpat-${"a1".repeat(10)}`, "wrong_secret", "gitlab"],
    [`SG.${"a1".repeat(11)}.${"b".repeat(43)}`, "wrong_secret", "sendgrid"],
    [`sk-ant-api03-${"a".repeat(93)}AA`, "wrong_secret", "ai_provider"],
    [`${"aB3".repeat(9)}…`, "malformed", "cut_short"],
    [`${long} ${other}`, "malformed", "several"],
    // Each step reads the whole text again. For the text of a whole page, that would take minutes.
    ["Bearer ".repeat(5_000), "malformed", "too_long"],
    ["I do not have the token yet", "malformed", "prose"],
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

  it("offers as choices two tokens, and the token that they may be two parts of", () => {
    expect(inspectToken(`${long}\n${other}`).problem).toEqual({
      kind: "malformed",
      what: "several",
      choices: [long, other, long + other],
    });
  });

  it("does not join a token with a line about something else, such as a date", () => {
    const paste = `Service account: Churned\nToken: ${long}\nCreated: 2026-11-29`;
    expect(inspectToken(paste).problem?.choices).toContain(long);
  });

  it("joins a token that a mail or a terminal broke into lines of equal width", () => {
    const lines = /.{1,76}/g[Symbol.match](long)?.join("\r\n  ") ?? "";
    expect(inspectToken(lines)).toMatchObject({ token: long, changes: ["whitespace"] });
  });

  it("accepts a JWT whose claims mention Planhat without a warning", () => {
    const jwt = jwtOf('{"iss":"https://api.planhat.com"}');
    expect(inspectToken(jwt)).toMatchObject({ token: jwt, warnings: [] });
  });

  it.each([
    [jwtOf('{"iss":"https://other.example"}'), "jwt"],
    [`pk_${"a1".repeat(20)}`, "planhat_oauth"],
    [`sk_${"a1".repeat(20)}`, "planhat_oauth"],
    [`${long}...`, "cut"],
    [`${long.slice(0, 20)}...${long.slice(20, 40)}`, "cut"],
    ["a1b2c3d4", "short"],
    [`${long}!`, "odd_characters"],
    [`,${long}`, "odd_characters"],
    [`&quot;${long}&quot`, "odd_characters"],
    [`${long}\\n`, "odd_characters"],
  ])("only warns of %s", (token, warning) => {
    expect(inspectToken(token)).toMatchObject({ token, changes: [], warnings: [warning] });
  });

  it.each([
    `ghp_${"a1".repeat(17)}`,
    `glpat-${"a1".repeat(11)}`,
    `xoxb-${"ab".repeat(12)}`,
    `npm_${"a1".repeat(19)}`,
    `sk-${"a1".repeat(24)}`,
    `AIza${"a1".repeat(20)}`,
    `dop_v1_${"xyz".repeat(21)}`,
    "3f2504e04f8941d39a0c0305e82c3301ffff",
    `${"a1".repeat(16)}@planhat`,
  ])("accepts %s, which only begins like another service's key", (token) => {
    expect(inspectToken(token)).toMatchObject({ token, problem: null });
  });
});
