import { connectionStates } from "@churned/domain/connection";
import { expect, test } from "vitest";
import { headlineForStatus, tellTokenInUse } from "./headline.ts";

const now = new Date("2026-11-23T14:41:00Z");
const base = { verdict: null, stateSince: "2026-11-12T09:00:00Z" };

test("says since when the connection works", () => {
  expect(
    headlineForStatus({ ...base, state: "connected", verdict: "connected" }, undefined, now, "en"),
  ).toBe("Planhat has worked since 12 Nov");
  expect(
    headlineForStatus(
      { ...base, state: "connected", stateSince: now.toISOString() },
      undefined,
      now,
      "en",
    ),
  ).toMatch(/^Planhat has worked since \d\d:\d\d$/);
});

test("shows the verdict's title if the customer must act, but not on a connected connection", () => {
  const title = "The token works, but it may not read End User";
  const tell = (state: "needs_customer" | "connected") =>
    headlineForStatus({ ...base, state, verdict: "missing_permissions" }, title, now, "en");
  expect(tell("needs_customer")).toBe(title);
  expect(tell("connected")).not.toBe(title);
});

test("has a headline for every state, even without a verdict", () => {
  const lines = connectionStates.map((state) =>
    headlineForStatus({ ...base, state }, undefined, now, "en"),
  );
  expect(new Set(lines).size).toBe(connectionStates.length);
});

test("says the same in Dutch, with the verdict's sentences unchanged", () => {
  const connected = { ...base, state: "connected" as const };
  expect(headlineForStatus(connected, undefined, now, "nl")).toBe("Planhat werkt sinds 12 Nov");
  const needing = { ...base, state: "needs_customer" as const };
  expect(headlineForStatus(needing, "Het token mist iets", now, "nl")).toBe("Het token mist iets");
});

test("claims that the active token works only if the connection does", () => {
  expect(tellTokenInUse({ state: "connected", lastFour: "x9Qa" })).toContain("keeps working");
  expect(tellTokenInUse({ state: "needs_customer", lastFour: "x9Qa" })).toBe(
    "The one in use, …x9Qa, is as it was.",
  );
});
