import { modelNames } from "@churned/planhat-client/models";
import { listViews } from "./accounts/permissions.ts";
import { findTenant } from "./world.ts";
import type { World } from "./world.ts";
import { listOwners } from "./world/owners.ts";

/** The situations for which a token can be made, and the effect of each token. */
export const readyTokens = {
  healthy: "sees everything",
  "read-only-minimal": "sees companies, end users and users alone",
  "missing-one-model": "sees everything but invoices",
  "portfolio-limited": "sees the companies of one owner, and what hangs on them",
  revoked: "was removed after it was made",
  paused: "belongs to a paused account",
  "other-region": "belongs to a tenant on another host",
  throttled: "is answered 429 half of the time",
  flaky: "is answered 500, 504, slowly or by half, now and then",
  huge: "sees a tenant of a million end users",
} as const;

/** The name of a situation. */
export type ReadyTokenName = keyof typeof readyTokens;

/** Whether a text is the name of a situation; narrows its type. */
export function isReadyTokenName(text: string): text is ReadyTokenName {
  return Object.hasOwn(readyTokens, text);
}

/** A token that was made for a situation. It cannot be read again later. */
export interface ReadyToken {
  readonly name: ReadyTokenName;
  readonly accountId: string;
  readonly token: string;
  /** The regional host that accepts the token. */
  readonly host: string;
}

/** Creates an account and a token for a situation; undefined if no tenant fits the situation. */
export function makeReadyToken(world: World, name: ReadyTokenName): ReadyToken | undefined {
  const home = world.tenants[0];
  const tenant =
    name === "huge"
      ? findTenant(world, "huge")
      : world.tenants.find(({ host }) => name !== "other-region" || host !== home?.host);
  if (!tenant) return undefined;
  const { accounts } = world;
  const { id } = accounts.create(tenant.key, name, listViews(listSeen(name)));
  const token = accounts.addToken(id);
  switch (name) {
    case "portfolio-limited":
      accounts.change(id, { portfolioOwner: listOwners(tenant)[0]?.id ?? "nobody" });
      break;
    case "revoked":
      for (const stored of accounts.get(id).tokens) accounts.removeToken(id, stored.id);
      break;
    case "paused":
      accounts.change(id, { isPaused: true });
      break;
    case "throttled":
      accounts.change(id, {
        faults: [
          { kind: "throttled", share: 0.5, retryAfterSeconds: 1, rateHeaders: "x-rate-limit" },
        ],
      });
      break;
    case "flaky":
      accounts.change(id, {
        faults: [
          { kind: "status", status: 500, share: 0.1 },
          { kind: "status", status: 504, share: 0.05 },
          { kind: "slow", delayMs: 400, share: 0.1 },
          { kind: "truncated", share: 0.05 },
        ],
      });
      break;
    case "healthy":
    case "read-only-minimal":
    case "missing-one-model":
    case "other-region":
    case "huge":
      break;
  }
  return { name, accountId: id, token, host: tenant.host };
}

function listSeen(name: ReadyTokenName) {
  if (name === "read-only-minimal") return ["company", "enduser", "user"] as const;
  return name === "missing-one-model" ? modelNames.filter((model) => model !== "invoice") : "all";
}
