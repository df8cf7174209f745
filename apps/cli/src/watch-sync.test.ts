import type { Stream } from "@churned/domain/wire";
import { expect, it } from "vitest";
import { drawProgress } from "./watch-sync.ts";

const startedAt = "2026-11-23T12:00:00.000Z";
const now = new Date("2026-11-23T12:00:10.000Z");
const counts = {
  inserted: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  held: 0,
  skipped: 0,
  repaired: 0,
  isWhole: null,
  gaps: 0,
};
const stream = (part: Partial<Stream>): Stream => ({
  model: "license",
  state: "running",
  fetched: 0,
  ...counts,
  mode: "full",
  note: null,
  bytes: 0,
  requests: 0,
  expected: null,
  waitingFor: null,
  waitingUntil: null,
  startedAt,
  doneAt: null,
  ...part,
});

it("shows a stream's progress, its speed, and what it waits for", () => {
  const line = drawProgress(
    stream({ fetched: 15_000, expected: 30_000, requests: 8, bytes: 12_960_000 }),
    now,
  );
  expect(line).toMatch(
    /^License +█{12}░{12} 50 % {2}15,000 of about 30,000 · 1,500\/s · 10 s left · 13\.0 MB in 8 requests$/,
  );
  const waiting = drawProgress(
    stream({
      state: "waiting",
      fetched: 200,
      gaps: 2,
      waitingFor: "Planhat's quota",
      waitingUntil: "2026-11-23T12:00:48.000Z",
    }),
    now,
  );
  expect(waiting).toContain("░".repeat(24));
  expect(waiting).toContain(
    "200 · 20/s · 0.0 MB in 0 requests · 2 gaps between pages read again · waiting for Planhat's quota, 38 s more",
  );
});

it("never shows more than 100 % if the estimate was too low", () => {
  expect(drawProgress(stream({ fetched: 500, expected: 100, requests: 1 }), now)).toContain(
    "100 %  500 ·",
  );
});
