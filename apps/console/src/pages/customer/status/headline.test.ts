import { connectionStates } from "@churned/domain";
import { expect, test } from "vitest";
import { headlineForStatus } from "./headline.ts";

const now = new Date("2026-11-23T14:41:00Z");
const base = { verdict: null, stateSince: "2026-11-12T09:00:00Z" };

test("says since when it works", () => {
  expect(
    headlineForStatus({ ...base, state: "connected", verdict: "connected" }, undefined, now),
  ).toBe("Planhat has worked since 12 Nov");
  expect(
    headlineForStatus(
      { ...base, state: "connected", stateSince: now.toISOString() },
      undefined,
      now,
    ),
  ).toMatch(/^Planhat has worked since \d\d:\d\d$/);
});

test("says in the verdict's own words what is missing, and only where they are about now", () => {
  const title = "The token works, but it may not read End User";
  const tell = (state: "needs_customer" | "connected") =>
    headlineForStatus({ ...base, state, verdict: "missing_permissions" }, title, now);
  expect(tell("needs_customer")).toBe(title);
  expect(tell("connected")).not.toBe(title);
});

test("has a line for every state, without a verdict too", () => {
  const lines = connectionStates.map((state) =>
    headlineForStatus({ ...base, state }, undefined, now),
  );
  expect(new Set(lines).size).toBe(connectionStates.length);
});
