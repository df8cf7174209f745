import { verdictKinds } from "@churned/domain/verdict";
import { expect, test } from "vitest";
import { tellFleet } from "./fleet-sentence.ts";
import { namePeriod } from "./period-names.ts";
import { verdictGroupOf } from "./verdict-groups.ts";

const some = { total: 12, isAtLeast: false };

test("an outage is never counted as a verdict on which a person must act", () => {
  const act = verdictKinds.filter((kind) => verdictGroupOf(kind) === "act");
  expect(act).toContain("token_rejected");
  for (const kind of ["planhat_down", "unreachable", "throttled", "our_fault"] as const)
    expect(act).not.toContain(kind);
});

test("a period that is not over says so", () => {
  const now = new Date("2026-11-23T14:41:00Z");
  expect(namePeriod("2026-11-23T13:00:00Z", 3_600_000, now).name).not.toContain("so far");
  expect(namePeriod("2026-11-23T14:00:00Z", 3_600_000, now).name).toContain("so far");
});

test("the sentence claims that nobody is needed only if that is known, and no incident is open", () => {
  expect(tellFleet({ needed: undefined, all: some, incidents: 0 })).toBe("Overview");
  expect(tellFleet({ needed: 0, all: some, incidents: undefined })).toBe("Overview");
  expect(tellFleet({ needed: 0, all: some, incidents: 1 })).toBe("An incident is open");
  expect(tellFleet({ needed: 0, all: some, incidents: 0 })).toBe("Nobody is needed");
  expect(tellFleet({ needed: 1, all: some, incidents: 0 })).toBe("1 connection needs someone");
});
