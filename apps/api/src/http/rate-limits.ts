/**
 * Rate limits, counted in PostgreSQL by rate-limiter-flexible, so that all API processes share one count. better-auth's
 * own limiter counts only by address and path. We count wrong passwords by account too, and we do not count a sign-in
 * with the right password. The keys are hashes, so the table contains no names.
 */
import { createHash } from "node:crypto";
import { AppError } from "@churned/domain/shared";
import type { Pool } from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";

const quarterHourSeconds = 15 * 60;

/** The most calls of each kind, and the time in seconds in which they count. */
const rules = {
  /** Wrong passwords for one account on one device on which its person signed in before. */
  signInDevice: { points: 10, duration: quarterHourSeconds },
  /** Wrong passwords for one account from one address. */
  signInAccountFromAddress: { points: 10, duration: quarterHourSeconds },
  /**
   * Wrong passwords for one account from all addresses together. One address alone cannot reach this limit, because the
   * limit for one address allows fewer in a day.
   */
  signInAccount: { points: 1_000, duration: 24 * 60 * 60 },
  /** Wrong passwords from one address, for all accounts together. */
  signInAddress: { points: 100, duration: quarterHourSeconds },
  /**
   * Requests for a link to set a password, from one address. The time is short, so that a person who shares the address
   * soon gets a link. The mails to one person are limited in `domain/sign-in`.
   */
  passwordLink: { points: 20, duration: 60 },
  /** Invitations that one person sends. */
  invitation: { points: 20, duration: 60 * 60 },
  /** Calls from one address that open an invitation, successful or not. */
  invitationExchange: { points: 30, duration: quarterHourSeconds },
  /** Files of records that one person requests. A program that needs changes more often reads pages instead. */
  export: { points: 120, duration: 60 * 60 },
  /** Calls with one API key. */
  apiKey: { points: 600, duration: 60 },
  /** Connections that one person adds. */
  connection: { points: 100, duration: 60 * 60 },
  /** Tokens that one person saves, and tests that one person requests, on one connection. */
  tokenWrite: { points: 60, duration: 60 },
} as const;

export type LimitName = keyof typeof rules;

export interface RateLimits {
  /** Counts one call. Throws RATE_LIMITED, with the time to wait, if there were too many calls. */
  readonly count: (name: LimitName, key: string) => Promise<void>;
  /** Removes one call from the count, because its password was right. */
  readonly giveBack: (name: LimitName, key: string) => Promise<void>;
}

export function createRateLimits(pool: Pool): RateLimits {
  const limiters = new Map<LimitName, RateLimiterPostgres>();
  function limiterFor(name: LimitName): RateLimiterPostgres {
    const known = limiters.get(name);
    if (known !== undefined) return known;
    const limiter = new RateLimiterPostgres({
      ...rules[name],
      storeClient: pool,
      storeType: "pool",
      tableName: "rate_limits",
      keyPrefix: name,
      tableCreated: true,
      // The worker's timer deletes old rows.
      clearExpiredByTimeout: false,
    });
    limiters.set(name, limiter);
    return limiter;
  }
  return {
    count: async (name, key) => {
      try {
        await limiterFor(name).consume(hashKey(key));
      } catch (error) {
        if (error instanceof RateLimiterRes)
          throw tooMany(name, Math.max(1000, error.msBeforeNext));
        throw error;
      }
    },
    giveBack: async (name, key) => {
      await limiterFor(name).reward(hashKey(key));
    },
  };
}

function tooMany(name: LimitName, afterMs: number): AppError {
  return new AppError("RATE_LIMITED", `too many of ${name}`, {
    publicMessage: `You reached a limit that Churned sets. Try again in ${Math.ceil(afterMs / 1000)} seconds.`,
    retry: { afterMs },
  });
}

function hashKey(key: string): string {
  return createHash("sha256").update(key.toLowerCase()).digest("base64url");
}
