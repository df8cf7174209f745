import { verdictKinds } from "@churned/domain/verdict";
import { explainVerdict } from "@churned/domain/words";
import { expect, test } from "vitest";
import { guideStepFor, nextStepAfter, tellOtherTruth, wasSent } from "./next-step.ts";

test("offers to notify Churned exactly once a token works and nobody was notified", () => {
  const offered = verdictKinds.filter(
    (kind) => nextStepAfter(kind, { isAskedFor: false }) === "notify_churned",
  );
  expect(offered).toEqual(["connected", "connected_partially"]);
  expect(nextStepAfter("connected", { isAskedFor: true })).toBe("see_sync");
});

test("leaves nothing to press for a guest whose token works: the rest is not theirs to see", () => {
  expect(nextStepAfter("connected", { isAskedFor: false, isGuest: true })).toBe("wait");
  expect(nextStepAfter("missing_permissions", { isAskedFor: false, isGuest: true })).toBe(
    "test_again",
  );
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

const inUse = { state: "connected" as const, lastFour: "x9Qa", hasData: true, hasCandidate: false };

test("says that the token in use works, while a newer one is judged and after it was thrown away", () => {
  const rejected = { trigger: "save", verdict: "token_rejected" } as const;
  expect(tellOtherTruth({ ...inUse, hasCandidate: true }, rejected)).toContain("…x9Qa");
  expect(tellOtherTruth(inUse, rejected)).toContain("…x9Qa, keeps working");
});

test("adds nothing where there is one token, or where it works", () => {
  const rejected = { trigger: "save", verdict: "token_rejected" } as const;
  expect(tellOtherTruth({ ...inUse, lastFour: null }, rejected)).toBeUndefined();
  expect(tellOtherTruth({ ...inUse, state: "needs_customer" }, rejected)).toBeUndefined();
  expect(tellOtherTruth(inUse, { trigger: "save", verdict: "connected" })).toBeUndefined();
});

test("does not claim that the token in use works where the connection does not", () => {
  const waits = { ...inUse, state: "needs_customer", hasCandidate: true } as const;
  const told = tellOtherTruth(waits, { trigger: "save", verdict: "missing_permissions" });
  expect(told).toContain("…x9Qa, stays as it was");
  expect(told).not.toContain("keeps working");
});

test("does not claim that a token works which a scheduled test just doubted", () => {
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

test("does not say that Planhat was asked about what is no token", () => {
  expect(verdictKinds.filter((kind) => !wasSent(kind))).toEqual([
    "malformed_token",
    "wrong_secret",
  ]);
});
