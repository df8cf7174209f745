import { expect, test } from "vitest";
import type { InboxRow } from "../../../api/inbox-queries.ts";
import { findNeighbour, makeEntries } from "./row-entries.ts";

function makeRow(id: string, cause: string): InboxRow {
  return {
    id,
    cause,
    title: cause,
    impact: "",
    since: "2026-11-23T14:41:00.000Z",
    assignee: null,
    snoozedUntil: null,
    notes: 0,
    mailed: null,
    connection: {
      id,
      tenantId: "t",
      tenantName: "Acme",
      name: "Acme",
      state: "needs_customer",
      verdict: "token_rejected",
      verdictModels: [],
      isRejectionUncertain: false,
      workedSince: null,
      hasData: false,
      candidate: null,
      incidentId: null,
      inconclusive: null,
      planhat: null,
      companiesAnswer: null,
      sharedToken: null,
      language: "en",
      host: null,
      lastFour: null,
      retiring: null,
      lastReplacement: null,
      checkedAt: null,
      nextCheckAt: null,
      freshAt: null,
      freshUntil: null,
      nextSyncAt: null,
      schedule: { incrementalEveryMinutes: 60, fullEveryMinutes: 1440, freshWithinMinutes: 180 },
      stateSince: "2026-11-23T14:41:00.000Z",
      plan: {},
      createdAt: "2026-11-23T14:41:00.000Z",
    },
  };
}

const rows = [makeRow("a", "one"), makeRow("b", "one"), makeRow("c", "two")];

test("puts one heading before each cause, with the count of all its connections, not only the loaded ones", () => {
  const entries = makeEntries(rows, [{ cause: "one", title: "One", count: 312 }]);
  expect(entries.map(({ key }) => key)).toEqual(["cause one", "a", "b", "cause two", "c"]);
  expect(entries[0]).toMatchObject({ cause: { title: "One", count: 312 } });
});

test("moves from row to row across headings, starts at the first row, and stops at the ends", () => {
  expect(findNeighbour(rows, undefined, 1)).toBe("a");
  expect(findNeighbour(rows, "b", 1)).toBe("c");
  expect(findNeighbour(rows, "b", -1)).toBe("a");
  expect(findNeighbour(rows, "c", 1)).toBeUndefined();
  expect(findNeighbour([], undefined, 1)).toBeUndefined();
});
