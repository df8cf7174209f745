import { explainVerdict, verdictKinds } from "@churned/domain";
import { expect, test } from "vitest";
import { guideStepFor, nextStepAfter, tellOtherTruth } from "./next-step.ts";

test("offers to notify Churned exactly once a token works and nobody was notified", () => {
  const offered = verdictKinds.filter(
    (kind) => nextStepAfter(kind, { isAskedFor: false }) === "notify_churned",
  );
  expect(offered).toEqual(["connected", "connected_partially"]);
  expect(nextStepAfter("connected", { isAskedFor: true })).toBe("see_sync");
});

test("never asks for another paste where the verdict says nothing about the token", () => {
  const inconclusive = verdictKinds.filter(
    (kind) => explainVerdict({ kind, models: [] }).waitingHelps,
  );
  expect(inconclusive).toContain("planhat_down");
  expect(new Set(inconclusive.map((kind) => nextStepAfter(kind, { isAskedFor: false })))).toEqual(
    new Set(["test_again"]),
  );
});

test("shows step 4 for permissions and step 5 for a token that is no good", () => {
  expect(guideStepFor("missing_permissions")).toBe(4);
  expect(guideStepFor("token_rejected")).toBe(5);
  expect(guideStepFor("planhat_down")).toBeUndefined();
});

test("says both truths while a newer token is judged beside one in use", () => {
  const inUse = { state: "connected" as const, lastFour: "x9Qa" };
  expect(tellOtherTruth({ ...inUse, hasCandidate: true }, "token_rejected")).toContain("…x9Qa");
  expect(tellOtherTruth({ ...inUse, hasCandidate: false }, "connected")).toBeUndefined();
  expect(
    tellOtherTruth({ ...inUse, lastFour: null, hasCandidate: true }, "token_rejected"),
  ).toBeUndefined();
});

test("says that an outage changes nothing for a connection that works", () => {
  const inUse = { state: "connected" as const, lastFour: "x9Qa", hasCandidate: false };
  expect(tellOtherTruth(inUse, "planhat_down")).toContain("stands as it was");
});
