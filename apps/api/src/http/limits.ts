/**
 * How often is too often. Counted in PostgreSQL by rate-limiter-flexible, so that all API processes share one count,
 * and not by better-auth's own limiter, which counts by address and path alone: a password is guessed per account,
 * and signing in rightly must not use anything up. Keys are hashes: the table names nobody.
 */
import { createHash } from "node:crypto";
import { AppError } from "@churned/domain/shared";
import type { Pool } from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";

const quarterHourSeconds = 15 * 60;

/** Most that is allowed of each kind, and within how many seconds. */
const rules = {
  /** Wrong passwords for one account from one address. */
  signInAccount: { points: 10, duration: quarterHourSeconds },
  /** Wrong passwords from one address, whatever the account. */
  signInAddress: { points: 100, duration: quarterHourSeconds },
  /** Mails with a link to set a password, to one account, asked for from one address. */
  passwordLink: { points: 5, duration: 60 * 60 },
  /** The same from all addresses together: beyond it none is sent, and nobody is told so. */
  passwordLinkInAll: { points: 20, duration: 60 * 60 },
  /** Calls from one address that spend such a link, or try to. */
  passwordReset: { points: 30, duration: quarterHourSeconds },
  /** Mails that invite somebody, by one person. */
  invitation: { points: 20, duration: 60 * 60 },
  /** Calls from one address that come in by invitation, or try to. */
  invitationExchange: { points: 30, duration: quarterHourSeconds },
  /** Files of records asked for, by one person. Who follows changes more closely reads pages. */
  export: { points: 120, duration: 60 * 60 },
  /** Connections added, by one person. */
  connection: { points: 100, duration: 60 * 60 },
  /** Tokens saved and tests asked for, by one person on one connection. */
  tokenWrite: { points: 60, duration: 60 },
} as const;

export type LimitName = keyof typeof rules;

export interface Limits {
  /** Counts one; true unless that was one too many. */
  readonly allow: (name: LimitName, key: string) => Promise<boolean>;
  /** Counts one. Throws RATE_LIMITED, with the time to wait, when that was one too many. */
  readonly count: (name: LimitName, key: string) => Promise<void>;
  /** Takes one count back: what was counted turned out well. */
  readonly giveBack: (name: LimitName, key: string) => Promise<void>;
}

export function createLimits(pool: Pool): Limits {
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
    });
    limiters.set(name, limiter);
    return limiter;
  }
  /** Counts one; how long to wait where that was one too many. */
  async function consume(name: LimitName, key: string): Promise<number | undefined> {
    try {
      await limiterFor(name).consume(hashKey(key));
      return undefined;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return Math.max(1000, error.msBeforeNext);
    }
  }
  return {
    allow: async (name, key) => (await consume(name, key)) === undefined,
    count: async (name, key) => {
      const afterMs = await consume(name, key);
      if (afterMs === undefined) return;
      throw new AppError("RATE_LIMITED", `too many of ${name}`, {
        publicMessage: `That was too often for Churned, which sets this limit itself. Try again in ${Math.ceil(afterMs / 1000)} seconds.`,
        retry: { afterMs },
      });
    },
    giveBack: async (name, key) => {
      await limiterFor(name).reward(hashKey(key));
    },
  };
}

function hashKey(key: string): string {
  return createHash("sha256").update(key.toLowerCase()).digest("base64url");
}
