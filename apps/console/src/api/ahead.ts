/**
 * Operations the API is about to offer, spelled as it will spell them, so that their screens can be built and seen.
 * Each goes from here to `@churned/domain` the moment it is there.
 */
import type { VerdictKind } from "@churned/domain";
import type { Connection as WireConnection } from "@churned/domain/wire";
import { routes } from "@churned/domain/routes";
import { makeAddress, send } from "./call.ts";

/** A replaced token on its way out. */
export interface RetiringToken {
  lastFour: string;
  since: string;
  diesBy: string;
  stillWorks: boolean | null;
}

export type Connection = WireConnection & {
  retiring?: RetiringToken | null;
  lastReplacement?: { at: string; verdict: VerdictKind; checkId: string } | null;
};

export interface Invitation {
  id: string;
  email: string;
  state: "open" | "used" | "withdrawn" | "expired";
  createdAt: string;
  expiresAt: string;
  endedAt: string | null;
}

export interface Admission {
  connectionId: string;
  tenantName: string;
  connectionName: string;
  expiresAt: string;
}

export interface Receipt {
  connectionId: string;
  name: string;
  disconnectedAt: string;
  by: string;
  tokensDestroyed: { lastFour: string | null; at: string }[];
  data: "kept" | "erased";
  records: number;
  recordsErased: number;
  erasedAt: string | null;
  backupsExpireAt: string;
  statements: string[];
}

/** True once the API offers it: until then nothing asks for it by itself. */
export function isOffered(name: string): boolean {
  return name in routes;
}

const aheadRoutes = {
  createInvitation: { method: "POST", path: "/v1/connections/{id}/invitations" },
  listInvitations: { method: "GET", path: "/v1/connections/{id}/invitations" },
  withdrawInvitation: { method: "POST", path: "/v1/invitations/{id}/withdraw" },
  exchangeInvitation: { method: "POST", path: "/v1/invitations/exchange" },
  disconnectConnection: { method: "DELETE", path: "/v1/connections/{id}" },
  getReceipt: { method: "GET", path: "/v1/connections/{id}/receipt" },
} as const;

interface AheadAnswers {
  createInvitation: { id: string; url: string; expiresAt: string };
  listInvitations: { items: Invitation[] };
  withdrawInvitation: unknown;
  exchangeInvitation: Admission;
  disconnectConnection: Connection;
  getReceipt: Receipt;
}

/** Calls one of them. Throws `ApiProblem`. */
export async function callAhead<N extends keyof typeof aheadRoutes>(
  name: N,
  input: { id?: string; query?: object; body?: unknown; signal?: AbortSignal } = {},
): Promise<AheadAnswers[N]> {
  const { method, path } = aheadRoutes[name];
  const answer = await send(method, makeAddress(path, input.id, input.query), {
    body: input.body,
    signal: input.signal,
  });
  return answer as AheadAnswers[N];
}
