import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckConclusion } from "./connection.ts";
import { statesBefore } from "../shared/transitions.ts";
import { decideConnectionChange, connectionStates, connectionTransitions } from "./connection.ts";
import { verdictKinds } from "../verdict/kinds.ts";
import { isInconclusive, isWorking } from "../verdict/verdict.ts";

const conclusion: fc.Arbitrary<CheckConclusion> = fc.record({
  state: fc.constantFrom(...connectionStates),
  hasActive: fc.boolean(),
  tested: fc.constantFrom("candidate" as const, "active" as const),
  askedByPerson: fc.boolean(),
  failuresInARow: fc.nat(5),
  isBelieved: fc.boolean(),
  verdict: fc.record({ kind: fc.constantFrom(...verdictKinds), models: fc.constant([]) }),
});

describe("decideConnectionChange", () => {
  it("changes nothing on an inconclusive verdict", () => {
    fc.assert(
      fc.property(conclusion, (given) => {
        if (!isInconclusive(given.verdict.kind)) return;
        expect(decideConnectionChange(given)).toEqual({
          state: given.state,
          adoptsVerdict: false,
          failuresInARow: given.failuresInARow,
        });
      }),
    );
  });

  it("does not let a failing candidate change the state of a connection with an active token", () => {
    fc.assert(
      fc.property(conclusion, (given) => {
        if (given.tested !== "candidate" || !given.hasActive || isWorking(given.verdict.kind))
          return;
        expect(decideConnectionChange(given)).toMatchObject({
          state: given.state,
          adoptsVerdict: false,
        });
      }),
    );
  });

  it("makes only legal transitions", () => {
    fc.assert(
      fc.property(conclusion, (given) => {
        // The state `connected` without an active token does not exist, so skip this combination.
        if (!given.hasActive && given.state === "connected") return;
        const { state } = decideConnectionChange(given);
        expect([given.state, ...connectionTransitions[given.state]]).toContain(state);
      }),
    );
  });

  it("calls a connection broken at the second scheduled failure, and at once when a person asked", () => {
    const failed = {
      state: "connected",
      hasActive: true,
      tested: "active",
      isBelieved: true,
      verdict: { kind: "token_rejected", models: [] },
    } as const;
    expect(decideConnectionChange({ ...failed, askedByPerson: false, failuresInARow: 0 })).toEqual({
      state: "connected",
      adoptsVerdict: false,
      failuresInARow: 1,
    });
    expect(
      decideConnectionChange({ ...failed, askedByPerson: false, failuresInARow: 1 }).state,
    ).toBe("needs_customer");
    expect(
      decideConnectionChange({ ...failed, askedByPerson: true, failuresInARow: 0 }).state,
    ).toBe("needs_customer");
  });

  it("never calls a connection broken for a refusal that is not believed, however often and whoever asked", () => {
    fc.assert(
      fc.property(conclusion, (given) => {
        const refused = { ...given, tested: "active", isBelieved: false } as const;
        if (isInconclusive(given.verdict.kind) || isWorking(given.verdict.kind)) return;
        expect(decideConnectionChange(refused)).toMatchObject({
          state: given.state,
          adoptsVerdict: false,
        });
      }),
    );
  });

  it("keeps waiting for a token if the first one is worthless", () => {
    const first = {
      state: "awaiting_token",
      hasActive: false,
      tested: "candidate",
      askedByPerson: true,
      failuresInARow: 0,
      isBelieved: true,
    } as const;
    expect(
      decideConnectionChange({ ...first, verdict: { kind: "token_rejected", models: [] } }),
    ).toMatchObject({ state: "awaiting_token", adoptsVerdict: true });
    expect(
      decideConnectionChange({
        ...first,
        verdict: { kind: "missing_permissions", models: ["enduser"] },
      }).state,
    ).toBe("needs_customer");
  });
});

describe("statesBefore", () => {
  it("lets no state follow `disconnected`", () => {
    for (const to of connectionStates)
      expect(statesBefore(connectionTransitions, to)).not.toContain("disconnected");
  });
});
