import { inspectToken } from "@churned/planhat-client/inspect-token";
import { expect, test } from "vitest";
import { describeInspection } from "./inspection-words.ts";

const token = "vK3tQ8mZ1xW7nB4rY6pL0sD9fG2hJ5cAx9Qa";

test("says nothing about an ordinary token", () => {
  expect(describeInspection(inspectToken(token))).toEqual([]);
});

test("says in one line what was taken off", () => {
  expect(describeInspection(inspectToken(`Bearer ${token}\n`))).toEqual([
    { tone: "ok", text: "Removed spaces or a line break and a leading “Bearer ”." },
  ]);
});

test("names what was pasted instead of a token, and where the token comes from", () => {
  const [note] = describeInspection(inspectToken("6f1c2a34-1b2c-4d5e-8f90-123456789abc"));
  expect(note?.tone).toBe("bad");
  expect(note?.text).toContain("tenant’s UUID");
});

test("keeps quiet about an empty field", () => {
  expect(describeInspection(inspectToken(""))).toEqual([]);
  // What was taken off the paste before is no news once the field is empty again.
  expect(describeInspection(inspectToken(""), ["bearer_prefix"])).toEqual([]);
});
