import { verdictKinds } from "@churned/domain/verdict";
import { explainVerdict } from "@churned/domain/words";
import { expect, test } from "vitest";
import { guideStepFor, nextStepAfter, tellOtherTruth, wasSent } from "./next-step.ts";

test("offers to notify Churned only if a token works and Churned was not notified", () => {
  const offered = verdictKinds.filter(
    (kind) => nextStepAfter(kind, { isAskedFor: false }) === "notify_churned",
  );
  expect(offered).toEqual(["connected", "connected_partially"]);
  expect(nextStepAfter("connected", { isAskedFor: true })).toBe("see_sync");
});

test("offers no action to a guest whose token works, because guests may not see the rest", () => {
  expect(nextStepAfter("connected", { isAskedFor: false, isGuest: true })).toBe("wait");
  expect(nextStepAfter("missing_permissions", { isAskedFor: false, isGuest: true })).toBe(
    "test_again",
  );
});

test("never asks for another token if the verdict says nothing about the token", () => {
  const inconclusive = verdictKinds.filter(
    (kind) => explainVerdict({ kind, models: [] }).waitingHelps,
  );
  expect(inconclusive).toContain("planhat_down");
  expect(new Set(inconclusive.map((kind) => nextStepAfter(kind, { isAskedFor: false })))).toEqual(
    new Set(["test_again"]),
  );
});

test("shows step 4 for permissions and step 5 for a useless token", () => {
  expect(guideStepFor("missing_permissions")).toBe(4);
  expect(guideStepFor("token_rejected")).toBe(5);
  expect(guideStepFor("planhat_down")).toBeUndefined();
});

const inUse = { state: "connected" as const, lastFour: "x9Qa", hasData: true, hasCandidate: false };

test("says that the active token works, while a newer one is tested and after it was destroyed", () => {
  const rejected = { trigger: "save", verdict: "token_rejected" } as const;
  expect(tellOtherTruth({ ...inUse, hasCandidate: true }, rejected)).toContain("…x9Qa");
  expect(tellOtherTruth(inUse, rejected)).toContain("…x9Qa, keeps working");
});

test("adds no sentence if there is only one token, or if the newer one works", () => {
  const rejected = { trigger: "save", verdict: "token_rejected" } as const;
  expect(tellOtherTruth({ ...inUse, lastFour: null }, rejected)).toBeUndefined();
  expect(tellOtherTruth({ ...inUse, state: "needs_customer" }, rejected)).toBeUndefined();
  expect(tellOtherTruth(inUse, { trigger: "save", verdict: "connected" })).toBeUndefined();
});

test("does not claim that the active token works if the connection does not", () => {
  const waits = { ...inUse, state: "needs_customer", hasCandidate: true } as const;
  const told = tellOtherTruth(waits, { trigger: "save", verdict: "missing_permissions" });
  expect(told).toContain("…x9Qa, stays as it was");
  expect(told).not.toContain("keeps working");
});

test("does not claim that a token works if its last scheduled test was inconclusive", () => {
  const uncertain = { trigger: "scheduled", verdict: "token_rejected" } as const;
  expect(tellOtherTruth(inUse, uncertain)).not.toContain("keeps working");
});

test("says that an outage changes nothing for a connection that works", () => {
  const outage = { trigger: "manual", verdict: "planhat_down" } as const;
  expect(tellOtherTruth(inUse, outage)).toContain("your data stays");
  expect(tellOtherTruth({ ...inUse, hasData: false }, outage)).toBe(
    "Your connection stands as it was.",
  );
});

test("does not say that Planhat was called for a paste that is not a token", () => {
  expect(verdictKinds.filter((kind) => !wasSent(kind))).toEqual([
    "malformed_token",
    "wrong_secret",
  ]);
});
