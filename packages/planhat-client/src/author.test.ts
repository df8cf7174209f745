import { describe, expect, it } from "vitest";
import { createPlanhatClient } from "./index.ts";
import type { PlanhatErrorKind } from "./index.ts";

const json = { "content-type": "application/json; charset=utf-8" };
const plain = { "content-type": "text/plain; charset=utf-8" };
const html = { "content-type": "text/html; charset=utf-8" };
const cloudflare = { server: "cloudflare", "cf-ray": "8f2a1b3c4d5e6f70-AMS" };
const page = "<!DOCTYPE html><html><head><title>403 Forbidden</title></head></html>";

/** The kind of error for a 401, the kind of error for a 403, and the reason if only the status says so. */
type Meaning = readonly [PlanhatErrorKind, PlanhatErrorKind, string?];
const own: Meaning = ["rejected", "forbidden"];
const unknown: Meaning = ["rejected", "forbidden", "unrecognised"];
const foreign: Meaning = ["blocked", "blocked"];

const bodies: readonly [string, Record<string, string>, string, Meaning][] = [
  ["JSON with a message", json, '{"message":"Unauthorized"}', own],
  ["JSON with an error", json, '{"statusCode":403,"error":"Forbidden"}', own],
  ["JSON that denies access", json, '{"message":"Access denied"}', own],
  ["JSON of an error list", json, '{"errors":[{"message":"no"}]}', own],
  ["JSON of permission errors", json, '{"permissionErrors":["Company"]}', own],
  ["JSON without a content type", {}, '{"message":"no luck"}', own],
  ["JSON with a byte order mark", json, '\uFEFF{"message":"no luck"}', own],
  ["JSON behind an edge", { ...json, ...cloudflare }, '{"message":"Unauthorized"}', own],
  ["a JSON string", json, '"Unauthorized"', own],
  ["a plain sentence", plain, "You are not allowed to view End User.", own],
  ["a plain sentence behind an edge", { ...plain, ...cloudflare }, "Invalid token", own],
  ["a status in words", plain, "Unauthorized", own],
  ["a status in words, no content type", {}, "Forbidden\n", own],

  ["nothing", {}, "", unknown],
  ["nothing, from an edge", { server: "CloudFront", "content-length": "0" }, "", unknown],
  ["a status in words, behind an edge", { ...plain, ...cloudflare }, "Forbidden", unknown],
  ["words as a page", html, "Forbidden", unknown],
  ["other words", plain, "Nope.", unknown],
  ["JSON that says nothing", json, "{}", unknown],
  ["JSON of another shape", json, '{"requestId":"1"}', unknown],
  ["a list", json, "[]", unknown],
  // The call sent a token, so the author of this answer did not receive the token.
  ["a gateway that saw no key", json, '{"message":"No API key found in request"}', unknown],
  [
    "a gateway that misses a key",
    json,
    '{"message":"Access denied due to missing subscription key."}',
    unknown,
  ],
  ["words that no token came", plain, "No token provided", unknown],
  ["words on a header", json, '{"error":"Authorization header is missing"}', unknown],
  ["words on both", json, '{"message":"Missing or invalid token"}', own],
  ["words on a permission", json, '{"message":"No permission for this token"}', own],
  [
    "a gateway's JSON",
    { ...json, "x-amzn-errortype": "ForbiddenException" },
    '{"message":"Forbidden"}',
    unknown,
  ],
  ["a long text", plain, "Unauthorized ".repeat(40), unknown],

  ["Cloudflare's error code", { ...plain, ...cloudflare }, "error code: 1020", foreign],
  ["Cloudflare's page", { ...html, ...cloudflare }, page, foreign],
  [
    "Cloudflare's JSON",
    { "content-type": "application/problem+json", ...cloudflare },
    '{"type":"https://developers.cloudflare.com/1xxx/1020","title":"Error 1020","detail":"Access denied"}',
    foreign,
  ],
  ["Cloudflare's challenge", { ...json, "cf-mitigated": "challenge" }, '{"error":"x"}', foreign],
  ["CloudFront's page", { ...html, server: "CloudFront" }, page, foreign],
  ["a page without a content type", {}, page, foreign],
  ["a page that calls itself JSON", json, page, foreign],
  ["Envoy's words", { ...plain, server: "istio-envoy" }, "RBAC: access denied", foreign],
  ["a firewall's JSON", json, '{"message":"Request blocked by firewall policy 7"}', foreign],
  ["a sign-in of a proxy", { ...plain, "www-authenticate": "Negotiate" }, "Unauthorized", foreign],
  ["a firewall's long page", html, `<html>${"x".repeat(200_000)}</html>`, foreign],
];

async function readKind(status: number, headers: Record<string, string>, body: string) {
  const client = createPlanhatClient({
    baseUrl: "http://planhat.invalid",
    token: "abcdefghijklmnopqrstuvwxyz0123456789abcdefgh",
    retries: 0,
    fetch: () => {
      // Bytes, because a body of text would set a content type.
      const bytes = new TextEncoder().encode(body);
      return Promise.resolve(new Response(bytes, { status, headers }));
    },
  });
  const failure: unknown = await client.probe("company").catch((error: unknown) => error);
  return failure;
}

describe("who wrote a refusal", () => {
  it.each(bodies)("is judged for %s", async (_what, headers, body, [of401, of403, reason]) => {
    const [first, second] = await Promise.all([
      readKind(401, headers, body),
      readKind(403, headers, body),
    ]);
    expect(first).toMatchObject({ kind: of401, status: 401, retryable: false });
    expect(second).toMatchObject({ kind: of403, status: 403, retryable: false });
    if (of401 !== "blocked") {
      expect(first).toHaveProperty("reason", reason);
      expect(second).toHaveProperty("reason", reason);
    }
  });

  it("distinguishes a request that Planhat refused from one that did not reach Planhat", async () => {
    const refused = await readKind(400, json, '{"message":"Cannot sort by _id"}');
    expect(refused).toMatchObject({ kind: "invalid", excerpt: "Cannot sort by _id" });
    expect(await readKind(400, html, page)).toMatchObject({ kind: "blocked" });
    expect(await readKind(405, {}, "")).toMatchObject({ kind: "blocked" });
  });
});
