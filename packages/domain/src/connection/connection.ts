/**
 * The states of a connection and their transitions. `state` says who must act; `verdict` (the result of the last
 * conclusive check) says why.
 */
import type { Transitions } from "../shared/transitions.ts";
import { verdictTable } from "../verdict/kinds.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { destroysToken, isInconclusive, isWorking } from "../verdict/verdict.ts";
import { failuresBeforeBroken } from "./limits.ts";

export const connectionStates = [
  "awaiting_token",
  "connected",
  "needs_customer",
  "needs_operator",
  "paused",
  "disconnected",
] as const;
export type ConnectionState = (typeof connectionStates)[number];

/** The states in which a connection needs someone. Connections in these states are items of the inbox. */
export const troubledStates = [
  "needs_customer",
  "needs_operator",
] as const satisfies readonly ConnectionState[];

export function isTroubled(state: ConnectionState): boolean {
  return (troubledStates as readonly ConnectionState[]).includes(state);
}

/**
 * The legal transitions of a connection. Each UPDATE names the states from which it starts. `disconnected` is final.
 */
export const connectionTransitions: Transitions<ConnectionState> = {
  awaiting_token: ["connected", "needs_customer", "needs_operator", "disconnected"],
  connected: ["needs_customer", "needs_operator", "paused", "disconnected"],
  needs_customer: ["awaiting_token", "connected", "needs_operator", "paused", "disconnected"],
  needs_operator: ["awaiting_token", "connected", "needs_customer", "paused", "disconnected"],
  paused: ["awaiting_token", "connected", "needs_customer", "needs_operator", "disconnected"],
  disconnected: [],
};

/** The token that a check tested: `candidate` (saved and not proven) or `active` (in use). */
export type TestedSlot = "candidate" | "active";

export interface CheckConclusion {
  readonly state: ConnectionState;
  readonly hasActive: boolean;
  readonly tested: TestedSlot;
  /** True if a person asked for the check (Save, Test again). Then one failure is enough to change the state. */
  readonly askedByPerson: boolean;
  readonly failuresInARow: number;
  /** False if Planhat refused the token and the host may be refusing every token; see `isBelieved` in incident.ts. */
  readonly isBelieved: boolean;
  readonly verdict: Verdict;
}

export interface ConnectionChange {
  readonly state: ConnectionState;
  /** True if the check's verdict becomes the connection's verdict. */
  readonly adoptsVerdict: boolean;
  readonly failuresInARow: number;
}

/**
 * How a finished check changes its connection. Three rules hold. An inconclusive verdict changes nothing. A failing
 * candidate never affects an active token. A host that refuses every token makes no connection broken.
 */
export function decideConnectionChange(check: CheckConclusion): ConnectionChange {
  const stands = { state: check.state, adoptsVerdict: false, failuresInARow: check.failuresInARow };
  const { kind } = check.verdict;
  if (check.state === "disconnected" || isInconclusive(kind)) return stands;
  if (isWorking(kind))
    return {
      state: check.state === "paused" ? "paused" : "connected",
      adoptsVerdict: true,
      failuresInARow: 0,
    };
  if (check.tested === "candidate" && check.hasActive) return stands;
  const failuresInARow = check.failuresInARow + 1;
  const isBroken =
    check.tested === "candidate" ||
    (check.isBelieved && (check.askedByPerson || failuresInARow >= failuresBeforeBroken));
  if (!isBroken) return { ...stands, failuresInARow };
  if (check.state === "paused") return { state: "paused", adoptsVerdict: true, failuresInARow };
  return { state: stateAfter(check), adoptsVerdict: true, failuresInARow };
}

function stateAfter({ tested, verdict }: CheckConclusion): ConnectionState {
  if (verdictTable[verdict.kind].audience === "operator") return "needs_operator";
  // A first token that is worthless is destroyed, so the connection waits for a token again.
  const isDestroyed = tested === "candidate" && destroysToken(verdict);
  return isDestroyed ? "awaiting_token" : "needs_customer";
}
