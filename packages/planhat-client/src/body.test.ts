import { expect, it } from "vitest";
import { createPlanhatClient } from "./index.ts";
import type { PlanhatError } from "./index.ts";
import { serve } from "./testing/serve.ts";

it.each([
  ["a list", '[{"_id":"a"}]', "list"],
  ["a list after a byte order mark", '\uFEFF[{"_id":"a"}]', "list"],
  ["a list between spaces", ' \r\n\t[{"_id":"a"}]\n', "list"],
  ["an empty list after a byte order mark", "\uFEFF[]", "list"],
  ["two byte order marks", "\uFEFF\uFEFF[]", "unexpected_answer"],
  ["a byte order mark alone", "\uFEFF", "unexpected_answer"],
  ["nothing", "", "unexpected_answer"],
  ["half a list", '[{"_id":"a"}', "unexpected_answer"],
  ["an object", '{"data":[]}', "unexpected_answer"],
  ["a page", "<h1>Hello</h1>", "unexpected_answer"],
])("parsed pages and pages as bytes judge a body equally: %s", async (_, body, kind) => {
  await using server = await serve((_request, response) => response.end(body));
  const client = createPlanhatClient({ baseUrl: server.url, token: "a-token", retries: 0 });
  const range = { offset: 0, limit: 1 };
  const told = await Promise.all([
    client.page("company", range).then(
      () => "list",
      (error: PlanhatError) => error.kind,
    ),
    client.pageBytes("company", range).then(
      (bytes) =>
        Array.isArray(JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)))
          ? "list"
          : "?",
      (error: PlanhatError) => error.kind,
    ),
  ]);
  expect(told).toEqual([kind, kind]);
});
