import { expect, test } from "vitest";
import type { Stream, Sync } from "../../../api/types.ts";
import {
  describeCost,
  describeStream,
  formatTimeLeft,
  headlineForSync,
  totalsOf,
} from "./sync-progress.ts";

const start = "2026-11-23T14:30:00.000Z";
const at = (seconds: number) => new Date(Date.parse(start) + seconds * 1_000);

function makeStream(given: Partial<Stream>): Stream {
  return {
    model: "company",
    state: "running",
    mode: "full",
    note: null,
    fetched: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    deleted: 0,
    held: 0,
    skipped: 0,
    repaired: 0,
    isWhole: null,
    gaps: 0,
    requests: 0,
    bytes: 0,
    expected: null,
    waitingFor: null,
    waitingUntil: null,
    startedAt: start,
    doneAt: null,
    ...given,
  };
}

function makeSync(state: Sync["state"], streams: Partial<Stream>[]): Sync {
  return {
    id: "s",
    connectionId: "c",
    state,
    mode: "full",
    reason: null,
    lastFullAt: null,
    streams: streams.map(makeStream),
    createdAt: start,
    startedAt: start,
    doneAt: null,
  };
}

test("shows the landed and the expected number, rounded, and large numbers in millions", () => {
  expect(headlineForSync(makeSync("running", [{ fetched: 183_942, expected: 518_204 }]))).toBe(
    "184,000 of about 518,000 records are here",
  );
  expect(headlineForSync(makeSync("running", [{ fetched: 1_842_000, expected: 5_183_220 }]))).toBe(
    "1.84 of about 5.18 million records are here",
  );
});

test("shows the exact number when all records have landed, whatever was expected", () => {
  const sync = makeSync("succeeded", [{ state: "succeeded", fetched: 12_041, expected: 12_000 }]);
  expect(headlineForSync(sync)).toBe("All 12,041 records are here");
});

test("says after an incremental pass that all is up to date, not that its few records are all records", () => {
  const of = (state: Sync["state"], inserted = 0, updated = 0) =>
    headlineForSync({
      ...makeSync(state, [{ fetched: 312, inserted, updated }]),
      mode: "incremental",
    });
  expect(of("running")).toBe("Reading what changed");
  expect(of("succeeded")).toBe("Up to date: nothing had changed");
  expect(of("succeeded", 2, 10)).toBe("Up to date: 12 records had changed");
  expect(of("failed")).toContain("the data stays as it was");
});

test("never shows a share above one, or an expected number below the landed one", () => {
  const totals = totalsOf([makeStream({ fetched: 130, expected: 100 })]);
  expect(totals.share).toBe(1);
  expect(headlineForSync(makeSync("running", [{ fetched: 130, expected: 100 }]))).toBe(
    "130 records are here so far",
  );
});

test("estimates the remaining time only with enough data", () => {
  const sync = makeSync("running", [{ fetched: 100, expected: 400 }]);
  expect(formatTimeLeft(sync, at(1))).toBeUndefined();
  expect(formatTimeLeft(sync, at(60))).toBe("About 3 min left");
  expect(formatTimeLeft({ ...sync, state: "succeeded" }, at(60))).toBeUndefined();
});

test("shows what a stream does, how fast, and what it waits for", () => {
  expect(describeStream(makeStream({ fetched: 55_600, expected: 77_840 }), at(10))).toBe(
    "~4 s left · 5,560/s",
  );
  expect(
    describeStream(makeStream({ state: "waiting", waitingFor: "Planhat’s quota" }), at(10)),
  ).toBe("waiting for Planhat’s quota");
  const waiting = { state: "waiting", waitingFor: "Planhat’s quota" } as const;
  const until = at(48).toISOString();
  expect(describeStream(makeStream({ ...waiting, waitingUntil: until }), at(10))).toBe(
    "waiting for Planhat’s quota, 38 s left",
  );
  expect(describeStream(makeStream({ ...waiting, waitingUntil: until }), at(50))).toBe(
    "waiting for Planhat’s quota",
  );
  expect(
    describeStream(
      makeStream({ state: "succeeded", doneAt: at(2).toISOString(), skipped: 3, repaired: 2 }),
      at(10),
    ),
  ).toBe("done in 2.0 s, 3 kept aside, 2 repaired");
});

test("shows the requests and bytes of a stream once there are any", () => {
  expect(describeCost(makeStream({}))).toBe("");
  expect(describeCost(makeStream({ requests: 1, bytes: 840 }))).toBe("1 request · 840 B");
  expect(describeCost(makeStream({ requests: 12, bytes: 3_400_000, gaps: 1 }))).toBe(
    "12 requests · 3.4 MB · 1 gap closed",
  );
});
