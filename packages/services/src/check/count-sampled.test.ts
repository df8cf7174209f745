import type { Sample } from "@churned/domain/verdict";
import { expect, it } from "vitest";
import { countSampled } from "./count-sampled.ts";

const sample = (rows: number): Sample => ({
  rows: Array.from({ length: rows }, (_, n) => ({ _id: String(n) })),
  isWhole: rows === 0,
});

it("counts companies by the lean list, and models that returned fewer records than asked for, and no others", () => {
  const observed = {
    everyCompany: Array.from({ length: 6_000 }, (_, n) => String(n)),
    samples: { company: sample(100), enduser: sample(100), nps: sample(7), churn: sample(0) },
  };
  expect(countSampled(observed)).toEqual([
    { model: "company", records: 6_000, isAtLeast: false, calls: 2 },
    { model: "churn", records: 0, isAtLeast: false, calls: 1 },
    { model: "nps", records: 7, isAtLeast: true, calls: 1 },
  ]);
});
