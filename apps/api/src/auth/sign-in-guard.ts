/**
 * Decides whether and when a sign-in attempt may be compared with the password. An attempt is counted before the
 * comparison, so that of a thousand simultaneous guesses only a few are compared. A right password is not counted.
 */
import { AppError, type ErrorCode } from "@churned/domain/shared";
import type { Metrics } from "@churned/runtime";
import type { LimitName, RateLimits } from "../http/rate-limits.ts";
import { type HashPlaces, type HashRank, hashRanks, tooBusy } from "./hash-places.ts";

/** The most attempts of one address, or of one known device, at the same time. More are refused without a look-up. */
const inFlightMax = 20;

export interface SignInAttempt {
  readonly email: string;
  readonly address: string;
  /** The device, if the person signed in on it before. */
  readonly deviceId: string | undefined;
  /** Aborts if the caller has gone. */
  readonly signal: AbortSignal;
}

export interface SignInGuard {
  /** Runs `compare`. Throws RATE_LIMITED if there were too many wrong passwords, or if too many callers wait. */
  readonly attempt: <T>(attempt: SignInAttempt, compare: () => Promise<T>) => Promise<T>;
}

/**
 * The limits of an attempt. An attempt on a known device counts only for this device. So nobody can use up the limits
 * of a person's own device.
 */
function limitsOf({ email, address, deviceId }: SignInAttempt): readonly [LimitName, string][] {
  if (deviceId !== undefined) return [["signInDevice", `${email} on ${deviceId}`]];
  return [
    ["signInAddress", address],
    ["signInAccountFromAddress", `${email} from ${address}`],
    ["signInAccount", email],
  ];
}

export function createSignInGuard(options: {
  readonly limits: RateLimits;
  readonly places: HashPlaces;
  readonly metrics: Metrics;
}): SignInGuard {
  const { limits, places, metrics } = options;
  const refused = metrics.counter({
    name: "sign_ins_refused_total",
    help: "Sign-in attempts that were refused before the password was compared.",
  });
  metrics.gauge({
    name: "sign_ins_waiting",
    help: "Sign-in attempts that wait for a place to compare the password, by their rank.",
    labels: ["rank"],
    collect: (gauge) => {
      for (const rank of hashRanks) gauge.set({ rank }, places.countWaiting(rank));
    },
  });

  const inFlight = new Map<string, number>();

  /** Counts the attempt, and returns its rank. */
  async function count(attempt: SignInAttempt): Promise<HashRank> {
    const counts: number[] = [];
    for (const [name, key] of limitsOf(attempt)) counts.push(await limits.count(name, key));
    if (attempt.deviceId !== undefined) return "known";
    // The first limit counts the address: its wrong passwords, and its attempts that are not yet compared.
    return counts[0] === 1 ? "new" : "failed";
  }

  async function giveBack(attempt: SignInAttempt): Promise<void> {
    for (const [name, key] of limitsOf(attempt)) await limits.giveBack(name, key);
  }

  async function compareInTurn<T>(attempt: SignInAttempt, compare: () => Promise<T>): Promise<T> {
    const rank = await count(attempt);
    try {
      const result = await places.run(rank, compare, attempt.signal);
      await giveBack(attempt);
      return result;
    } catch (error) {
      if (hasCode(error, "RATE_LIMITED", "CANCELLED")) await giveBack(attempt);
      throw error;
    }
  }

  return {
    attempt: async (attempt, compare) => {
      const from = attempt.deviceId ?? attempt.address;
      const others = inFlight.get(from) ?? 0;
      try {
        if (others >= inFlightMax) throw tooBusy("too many sign-ins of one address at once");
        inFlight.set(from, others + 1);
        try {
          return await compareInTurn(attempt, compare);
        } finally {
          const left = (inFlight.get(from) ?? 1) - 1;
          if (left === 0) inFlight.delete(from);
          else inFlight.set(from, left);
        }
      } catch (error) {
        if (hasCode(error, "RATE_LIMITED")) refused.add({});
        throw error;
      }
    },
  };
}

const hasCode = (error: unknown, ...codes: readonly ErrorCode[]): boolean =>
  error instanceof AppError && codes.includes(error.code);
