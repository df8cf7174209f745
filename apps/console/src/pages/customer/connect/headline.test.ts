import { expect, test } from "vitest";
import type { Check } from "../../../api/types.ts";
import { headlineFor } from "./headline.ts";

const done = (kind: NonNullable<Check["verdict"]>["kind"]) => ({
  state: "done" as const,
  verdict: {
    kind,
    title: "",
    explanation: "",
    remedy: [],
    remedyIn: { classic: [], new: [] },
    audience: "customer" as const,
    destroysToken: false,
    models: [],
  },
});

test("says that the active token works while a newer one is not in use", () => {
  const { headline } = headlineFor(
    { state: "connected", lastFour: "x9Qa", hasData: true, hasCandidate: true },
    done("missing_permissions"),
    "reader",
    "en",
  );
  expect(headline).toBe("Planhat is connected; the new token is not in use yet");
});

test("distinguishes a kept token from a wrong one", () => {
  const waiting = { state: "needs_customer" as const, lastFour: null, hasData: false };
  expect(
    headlineFor({ ...waiting, hasCandidate: true }, done("missing_permissions"), "reader", "en")
      .below,
  ).toContain("kept");
  expect(
    headlineFor(
      { ...waiting, state: "awaiting_token", hasCandidate: false },
      done("token_rejected"),
      "reader",
      "en",
    ).below,
  ).not.toContain("kept");
});

test("promises only another test if Planhat gave no answer that decides the verdict", () => {
  const kept = { state: "awaiting_token" as const, lastFour: null, hasData: false };
  for (const kind of ["planhat_down", "unreachable", "throttled", "our_fault"] as const)
    expect(headlineFor({ ...kept, hasCandidate: true }, done(kind), "reader", "en").below).toBe(
      "Your token is kept, sealed, and tested again by itself. You may leave this page.",
    );
});

test("does not describe a connection that worked before as new", () => {
  const { headline, below } = headlineFor(
    { state: "needs_customer", lastFour: "x9Qa", hasData: true, hasCandidate: false },
    done("token_rejected"),
    "reader",
    "en",
  );
  expect(headline).not.toContain("not connected yet");
  expect(below).toContain("kept");
});

test("invites to begin if no token was tried, and reports a running test", () => {
  const fresh = {
    state: "awaiting_token" as const,
    lastFour: null,
    hasData: false,
    hasCandidate: false,
  };
  expect(headlineFor(fresh, undefined, "reader", "en").headline).toContain("eight steps");
  expect(
    headlineFor(fresh, { state: "running", verdict: null }, "reader", "en").headline,
  ).toContain("tested");
});

test("thanks a guest whose token works, in both languages, and tells the customer what Churned does next", () => {
  const working = {
    state: "connected" as const,
    lastFour: "x9Qa",
    hasData: true,
    hasCandidate: false,
  };
  expect(headlineFor(working, done("connected"), "guest_done", "en").headline).toContain(
    "part is done",
  );
  expect(headlineFor(working, done("connected"), "guest_done", "nl").headline).toContain(
    "is klaar",
  );
  expect(headlineFor(working, done("connected"), "reader", "nl").headline).toBe(
    "Planhat is verbonden",
  );
});

test("still thanks a guest whose page gets no more updates, however old its last one is", () => {
  const stale = {
    state: "awaiting_token" as const,
    lastFour: null,
    hasData: false,
    hasCandidate: true,
  };
  expect(headlineFor(stale, done("connected"), "guest_done", "en").headline).toContain(
    "part is done",
  );
});

test("does not mention kept data if no data was read yet", () => {
  const broken = { state: "needs_customer", lastFour: "x9Qa", hasCandidate: false } as const;
  const told = (hasData: boolean) =>
    headlineFor({ ...broken, hasData }, done("token_rejected"), "reader", "en").below;
  expect(told(true)).toContain("so is your data");
  expect(told(false)).toContain("No data was read yet");
  const paused = headlineFor(
    { ...broken, state: "paused", hasData: false },
    undefined,
    "reader",
    "nl",
  );
  expect(paused.below).not.toContain("gegevens");
});
