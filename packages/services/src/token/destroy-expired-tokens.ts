import { supersedeCheck } from "@churned/db/check";
import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection, updateConnection } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import { destroyCredential, findCredentialInSlot, listExpiredCredentials } from "@churned/db/token";
import { candidateTtlMs, retiringTtlMs } from "@churned/domain/token";
import type { ServiceContext } from "../context/context.ts";
import { timeBefore } from "../context/context.ts";

/** The greatest number of tokens that one run destroys. */
const batch = 100;

/**
 * Destroys candidates (saved, unproven tokens) that never worked, and tokens that were replaced long ago. Returns the
 * number of tokens.
 */
export async function destroyExpiredTokens(ctx: ServiceContext): Promise<number> {
  const limits = {
    candidatesBefore: timeBefore(ctx, candidateTtlMs),
    retiringBefore: timeBefore(ctx, retiringTtlMs),
    limit: batch,
  };
  const expired = await asOperator(ctx.db, ctx.actor, (tx) => listExpiredCredentials(tx, limits));
  let destroyed = 0;
  for (const { id, connectionId } of expired)
    await asOperator(ctx.db, ctx.actor, async (tx) => {
      const connection = await lockConnection(tx, connectionId);
      if (connection === undefined) return;
      // Query again under the lock, because the candidate may have become active in the meantime.
      const [credential] = await listExpiredCredentials(tx, { ...limits, id });
      if (credential === undefined) return;
      await supersedeCheck(tx, id, { at: ctx.now() });
      destroyCredential(tx, id, ctx.now());
      destroyed += 1;
      const why = credential.slot === "candidate" ? "expired" : "replaced";
      const fact = { kind: "token_destroyed", why } as const;
      const hasActive = (await findCredentialInSlot(tx, connectionId, "active")) !== undefined;
      const needsSomeone =
        connection.state === "needs_customer" || connection.state === "needs_operator";
      if (!hasActive && needsSomeone)
        await updateConnection(tx, connectionId, {
          state: "awaiting_token",
          at: ctx.now(),
          nextCheckAt: null,
          attemptsInARow: 0,
          inconclusive: null,
          inconclusiveHost: null,
          inconclusiveSince: null,
          fact,
        });
      else addFact(tx, connection, fact);
      notifyChange(tx, {
        topic: "connection",
        id: connectionId,
        connectionId,
        tenantId: connection.tenantId,
      });
    });
  return destroyed;
}
