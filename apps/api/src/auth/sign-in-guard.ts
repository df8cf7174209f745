/**
 * Decides whether and when a sign-in attempt may be compared with the password. An attempt waits for a place first.
 * Then it is counted, before the comparison, so that of a thousand simultaneous guesses only a few are compared. A
 * right password is not counted.
 */
import { AppError } from "@churned/domain/shared";
import type { Metrics } from "@churned/runtime";
import type { LimitName, RateLimits } from "../http/rate-limits.ts";
import { type HashPlaces, type HashRank, hashRanks } from "./hash-places.ts";

/** How long this process remembers that an address failed, and how many addresses it remembers. */
const failureMs = 15 * 60 * 1000;
const failuresMax = 10_000;

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
    // The limit of an account comes first, so that its refused attempts do not use up the limit of the address.
    ["signInAccountFromAddress", `${email} from ${address}`],
    ["signInAddress", address],
    ["signInAccount", email],
  ];
}

/** Whose attempts are ranked together. A person can get many known devices, so they all count as one. */
function whoOf({ email, address, deviceId }: SignInAttempt): string {
  return deviceId === undefined ? `address ${address}` : `account ${email.toLowerCase()}`;
}

export function createSignInGuard(options: {
  readonly limits: RateLimits;
  readonly places: HashPlaces;
  readonly metrics: Metrics;
  readonly now: () => Date;
}): SignInGuard {
  const { limits, places, metrics, now } = options;
  const failures = new Map<string, number>();
  const inFlight = new Map<string, number>();
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

  /**
   * Several attempts at a time of one address, or of the known devices of one account, are treated like those of an
   * address that failed. So nobody fills the places, not even with a right password.
   */
  function rankOf(attempt: SignInAttempt): HashRank {
    const { address, deviceId } = attempt;
    if (inFlight.has(whoOf(attempt))) return "failed";
    if (deviceId !== undefined) return "known";
    const failedAt = failures.get(address) ?? -Infinity;
    const hasFailed = now().getTime() - failedAt < failureMs;
    return hasFailed ? "failed" : "new";
  }

  function rememberFailure({ address }: SignInAttempt): void {
    failures.delete(address);
    failures.set(address, now().getTime());
    // The first entry of a map is the oldest.
    const [oldest] = failures.keys();
    if (failures.size > failuresMax && oldest !== undefined) failures.delete(oldest);
  }

  async function compareNow<T>(attempt: SignInAttempt, compare: () => Promise<T>): Promise<T> {
    try {
      for (const [name, key] of limitsOf(attempt)) await limits.count(name, key);
      const result = await compare();
      for (const [name, key] of limitsOf(attempt)) await limits.giveBack(name, key);
      return result;
    } catch (error) {
      // A failure on our side says nothing about the password.
      if (error instanceof AppError) rememberFailure(attempt);
      throw error;
    }
  }

  return {
    attempt: async (attempt, compare) => {
      const who = whoOf(attempt);
      const rank = rankOf(attempt);
      inFlight.set(who, (inFlight.get(who) ?? 0) + 1);
      try {
        return await places.run(rank, () => compareNow(attempt, compare), attempt.signal);
      } catch (error) {
        if (error instanceof AppError && error.code === "RATE_LIMITED") refused.add({});
        throw error;
      } finally {
        const left = (inFlight.get(who) ?? 1) - 1;
        if (left === 0) inFlight.delete(who);
        else inFlight.set(who, left);
      }
    },
  };
}
