/** Counts the calls of each token. Every call that arrived counts, whatever its answer was. */

import type { ModelName } from "@churned/planhat-client/models";
import { createWindow } from "./window.ts";
import type { Window } from "./window.ts";

/** The calls of one token since counting began. The token is identified only by its last four characters. */
export interface TokenCalls {
  readonly lastFour: string;
  /** Undefined if no account has the token. */
  readonly accountId: string | undefined;
  readonly tenant: string | undefined;
  readonly calls: number;
  /** How many of the calls were answered with 429. */
  readonly throttled: number;
  /** The most calls that arrived in any 60 s. */
  readonly largestIn60s: number;
  /** The most calls that were open at once. */
  readonly largestAtOnce: number;
  /** Calls by model, in the order of the first calls. */
  readonly models: Readonly<Partial<Record<ModelName, number>>>;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** A call's token, account and model. */
export interface Call {
  readonly tokenHash: string;
  readonly lastFour: string;
  readonly accountId: string | undefined;
  readonly tenant: string | undefined;
  readonly model: ModelName | undefined;
}

/** Counts of calls per token. */
export interface CallMeter {
  /**
   * Counts a call that arrives. The caller must call the returned function with the status of the answer (0:
   * dropped).
   */
  start(call: Call): (status: number) => void;
  list(): TokenCalls[];
  reset(): void;
}

const WINDOW_MS = 60_000;

interface Counted {
  calls: TokenCalls;
  open: number;
  readonly window: Window;
}

/** Makes an empty meter. */
export function createCallMeter(now: () => number): CallMeter {
  const counted = new Map<string, Counted>();

  function find({ tokenHash, lastFour, accountId, tenant }: Call, at: number): Counted {
    const known = counted.get(tokenHash);
    if (known) return known;
    const none = { calls: 0, throttled: 0, largestIn60s: 0, largestAtOnce: 0 };
    const times = { firstAt: at, lastAt: at };
    const calls = { lastFour, accountId, tenant, ...none, models: {}, ...times };
    const made = { calls, open: 0, window: createWindow() };
    counted.set(tokenHash, made);
    return made;
  }

  return {
    start(call) {
      const at = now();
      const found = find(call, at);
      const { calls, window } = found;
      found.open += 1;
      window.add(at);
      const { model } = call;
      found.calls = {
        ...calls,
        calls: calls.calls + 1,
        largestIn60s: Math.max(calls.largestIn60s, window.count(at, WINDOW_MS)),
        largestAtOnce: Math.max(calls.largestAtOnce, found.open),
        models: model ? { ...calls.models, [model]: (calls.models[model] ?? 0) + 1 } : calls.models,
        lastAt: at,
      };
      return (status) => {
        found.open -= 1;
        if (status === 429) found.calls = { ...found.calls, throttled: found.calls.throttled + 1 };
      };
    },
    list: () => [...counted.values()].map(({ calls }) => calls),
    reset() {
      counted.clear();
    },
  };
}
