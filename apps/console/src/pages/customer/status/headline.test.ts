import { connectionStates } from "@churned/domain";
import { expect, test } from "vitest";
import { headlineForStatus } from "./headline.ts";

const now = new Date("2026-11-23T14:41:00Z");
const base = { verdict: null, verdictModels: [], stateSince: "2026-11-12T09:00:00Z" };

test("says since when it works", () => {
  expect(headlineForStatus({ ...base, state: "connected", verdict: "connected" }, now)).toBe(
    "Planhat has worked since 12 Nov",
  );
  expect(
    headlineForStatus({ ...base, state: "connected", stateSince: now.toISOString() }, now),
  ).toMatch(/^Planhat has worked since \d\d:\d\d$/);
});

test("names what is missing where something is", () => {
  const line = headlineForStatus(
    {
      ...base,
      state: "needs_customer",
      verdict: "missing_permissions",
      verdictModels: ["enduser"],
    },
    now,
  );
  expect(line).toContain("End User");
});

test("has a line for every state, without a verdict too", () => {
  const lines = connectionStates.map((state) => headlineForStatus({ ...base, state }, now));
  expect(new Set(lines).size).toBe(connectionStates.length);
});
