import type { CheckRow } from "@churned/db/check";
import type { ConnectionRow } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import type { Verdict } from "@churned/domain/verdict";
import { formatOwnWait } from "@churned/domain/verdict";
import { expect, test } from "vitest";
import type { CheckToDecide } from "./decide-check.ts";
import { decideCheck } from "./decide-check.ts";

const now = new Date("2026-03-02T09:00:00Z");
const token = { fingerprint: "f2", lastFour: "wxyz" };

const connection: Partial<ConnectionRow> = {
  id: "c",
  tenantId: "t",
  state: "awaiting_token",
  verdict: null,
  verdictModels: [],
  host: null,
  failuresInARow: 0,
  attemptsInARow: 2,
  incidentId: null,
  inconclusiveSince: null,
  checksOn: null,
  checksThatDay: 0,
};

/** Decides about a Save's check of a first token with this verdict. `given` overrides parts of the input. */
function decide(
  verdict: Verdict,
  given: Partial<Omit<CheckToDecide, "connection" | "conclusion" | "check">> & {
    readonly connection?: Partial<ConnectionRow>;
    readonly check?: Partial<CheckRow>;
    readonly isOtherPlanhat?: boolean;
  } = {},
) {
  const { connection: changed, check, isOtherPlanhat = false, ...rest } = given;
  return decideCheck({
    check: { id: "k", trigger: "save", requestedBy: "u", ...check } as CheckRow,
    connection: { ...connection, ...changed } as ConnectionRow,
    credential: { id: "d", fingerprint: null, lastFour: "wxyz" } as CredentialRow,
    slot: "candidate",
    hasActive: false,
    findings: { found: { verdict }, token, sent: { requests: [], attempts: [] } },
    conclusion: {
      verdict,
      host: "api",
      inconclusiveHost: "api",
      planhat: null,
      probes: [],
      isOtherPlanhat,
    },
    inconclusiveCandidate: undefined,
    calls: 13,
    isSameAsBefore: false,
    now,
    random: 0.5,
    ...rest,
  });
}

const works: Verdict = { kind: "connected", models: [] };
const rejected: Verdict = { kind: "token_rejected", models: [] };
const silent: Verdict = { kind: "unreachable", models: [] };

test("promotes a candidate that works, destroys one that is rejected, and keeps every other one", () => {
  expect(decide(works).token).toBe("promote");
  expect(decide(rejected).token).toBe("destroy");
  expect(decide(silent).token).toBe("keep");
  for (const verdict of [works, rejected, silent])
    expect(decide(verdict, { slot: "active", hasActive: true }).token).toBe("keep");
});

test("changes no state on an inconclusive verdict, and records since when and on which host it is inconclusive", () => {
  const { change, update } = decide(silent, {
    slot: "active",
    hasActive: true,
    connection: { state: "connected", host: "api" },
  });
  expect(change).toMatchObject({ state: "connected", adoptsVerdict: false });
  expect(update).toMatchObject({
    inconclusive: "unreachable",
    inconclusiveHost: "api",
    inconclusiveSince: now,
    attemptsInARow: 3,
  });
});

test("does not count a wait for our own limit of calls as a failed attempt", () => {
  const own: Verdict = { kind: "throttled", models: [], detail: formatOwnWait(now) };
  expect(decide(own).update.attemptsInARow).toBe(2);
  expect(decide({ ...own, detail: "" }).update.attemptsInARow).toBe(3);
});

test("leaves an incident only with a conclusive answer", () => {
  const inIncident = { connection: { state: "connected", incidentId: "i" } } as const;
  const active = { slot: "active", hasActive: true, ...inIncident } as const;
  expect(decide(works, active).leavesIncident).toBe("i");
  expect(decide(silent, active).leavesIncident).toBeNull();
});

test("erases the records of an earlier Planhat only for a token that works on another one", () => {
  expect(decide(works, { isOtherPlanhat: true }).startsAfresh).toBe(true);
  expect(decide(works).startsAfresh).toBe(false);
  expect(decide(silent, { isOtherPlanhat: true }).startsAfresh).toBe(false);
});

test("requests an estimate if a token is the first or reads other models, but not for a replacement", () => {
  expect(decide(works).estimate).toEqual([]);
  expect(decide(works, { hasActive: true }).estimate).toBeUndefined();
  const readsLess: Verdict = { kind: "connected", models: ["license"] };
  expect(decide(readsLess, { hasActive: true }).estimate).toEqual([]);
  expect(decide(rejected).estimate).toBeUndefined();
});

test("stores an unknown fingerprint unless a promotion stores it", () => {
  expect(decide(rejected).describe).toEqual(token);
  expect(decide(works).describe).toBeNull();
  const known = { fingerprint: "f2" } as CredentialRow;
  expect(decide(rejected, { credential: known }).describe).toBeNull();
});

test("plans no check for a connection without a token, nor for a paused one", () => {
  expect(decide(rejected).update.nextCheckAt).toBeNull();
  expect(decide(silent).update.nextCheckAt).not.toBeNull();
  const paused = { slot: "active", hasActive: true, connection: { state: "paused" } } as const;
  expect(decide(works, paused).update.nextCheckAt).toBeNull();
});
