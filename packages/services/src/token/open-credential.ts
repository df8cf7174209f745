import type { CallingWork } from "@churned/db/budget";
import type { Tx } from "@churned/db/client";
import { findConnection } from "@churned/db/connection";
import { findCredentialInSlot, findSealedCredential } from "@churned/db/token";
import type { PlanhatClient } from "@churned/planhat-client";
import type { WorkerContext } from "../context/worker-context.ts";

/**
 * Opens the token of a credential. The sealed text is bound to its connection, credential and key, so it can be opened
 * only with the data of its own row.
 */
export function openCredential(
  ctx: WorkerContext,
  credential: {
    readonly id: string;
    readonly keyId: string;
    readonly connectionId: string;
    readonly sealed: string | null;
  },
): Promise<string> {
  const [enc = "", ciphertext = ""] = (credential.sealed ?? "").split(".");
  const { id: credentialId, keyId, connectionId } = credential;
  return ctx.openToken({ keyId, credentialId, enc, ciphertext }, connectionId);
}

/** A client, and the credential whose token it uses. */
export interface ActiveClient {
  readonly credentialId: string;
  readonly client: PlanhatClient;
  /** Returns the number of requests to Planhat since its last call, including failed requests and retries. */
  takeCalls(): number;
}

/**
 * Makes a client for `work` with the active token. Returns undefined if there is no active token. `held` is a client
 * that was made before; it is returned again if its token is still active. `query` runs the reads in a transaction that
 * the caller chooses, such as a transaction that checks the caller's claim.
 */
export async function connectActive(
  ctx: WorkerContext,
  { connectionId, work }: { readonly connectionId: string; readonly work: CallingWork },
  query: <T>(read: (tx: Tx) => Promise<T>) => Promise<T>,
  held?: ActiveClient,
): Promise<ActiveClient | undefined> {
  const found = await query(async (tx) => {
    const active = await findCredentialInSlot(tx, connectionId, "active");
    if (active === undefined || active.id === held?.credentialId) return { active };
    return {
      active,
      connection: await findConnection(tx, connectionId),
      credential: await findSealedCredential(tx, active.id),
    };
  });
  if (found.active === undefined) return undefined;
  if (found.active.id === held?.credentialId) return held;
  const { connection, credential } = found;
  if (credential?.sealed == null || connection === undefined) return undefined;
  const token = await openCredential(ctx, credential);
  let calls = 0;
  const client = ctx.connectPlanhat({
    host: hostOf(ctx, connection.host),
    token,
    connectionId,
    work,
    onRequest: () => void (calls += 1),
  });
  return {
    credentialId: credential.id,
    client,
    takeCalls() {
      const taken = calls;
      calls = 0;
      return taken;
    },
  };
}

/**
 * The name of the host to call: the host that accepted the token before, if this installation may still call it, or
 * else the first host of the installation.
 */
export function hostOf(ctx: WorkerContext, known: string | null): string {
  return known !== null && ctx.planhatHosts.includes(known)
    ? known
    : (ctx.planhatHosts[0] ?? "api");
}
