/**
 * Tests whether replaced tokens still work. Once a day, one cheap call with each replaced (retiring) token shows
 * whether Planhat still accepts it. The answer says nothing about the connection. A token that Planhat refuses is
 * destroyed. Any other replaced token is destroyed after 14 days (see `destroyExpiredTokens`).
 */
import type { Tx } from "@churned/db/client";
import { asOperator, notifyChange } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { lockConnection } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import {
  claimDueProofs,
  destroyCredential,
  findCredential,
  setStillWorked,
} from "@churned/db/token";
import { findLatestCheckOf, insertCheck } from "@churned/db/check";
import { addFact } from "@churned/db/history";
import type { Verdict } from "@churned/domain/verdict";
import { destroysToken, isAccepted } from "@churned/domain/verdict";
import { proofIntervalMs } from "@churned/domain/token";
import { plannedModels } from "@churned/domain/plan";
import { pauseAt } from "../context/pause-points.ts";
import type { WorkerContext } from "../context/worker-context.ts";

const batch = 100;

/** Opens the tests of replaced tokens that are due. Returns their number. */
export async function openDueProofs(ctx: WorkerContext): Promise<number> {
  const now = ctx.now();
  const until = new Date(now.getTime() + proofIntervalMs);
  const due = await asOperator(ctx.db, ctx.actor, (tx) =>
    claimDueProofs(tx, { now, until, limit: batch }),
  );
  let opened = 0;
  for (const { id, connectionId } of due) {
    opened += await asOperator(ctx.db, ctx.actor, async (tx) => {
      const connection = await lockConnection(tx, connectionId);
      const credential = await findCredential(tx, id);
      if (connection === undefined || connection.state === "paused") return 0;
      if (credential?.slot !== "retiring") return 0;
      // Call the host that accepted this token, even if the newer token works on another host.
      const before = await findLatestCheckOf(tx, id);
      await insertCheck(tx, {
        namedHost: before?.host ?? before?.namedHost ?? undefined,
        tenantId: connection.tenantId,
        connectionId,
        credentialId: id,
        trigger: "rotation",
        models: plannedModels(connection.plan).slice(0, 1),
      });
      return 1;
    });
  }
  return opened;
}

/** Applies the verdict on a replaced (retiring) token. The caller must have locked the connection. */
export async function settleRetiring(
  ctx: WorkerContext,
  tx: Tx,
  connection: ConnectionRow,
  credential: CredentialRow,
  verdict: Verdict,
): Promise<void> {
  const at = ctx.now();
  if (destroysToken(verdict)) {
    destroyCredential(tx, credential.id, at);
    addFact(tx, connection, { kind: "token_destroyed", why: "dead" });
    await pauseAt(ctx, "dead token destroyed", connection.id);
  } else if (isAccepted(verdict.kind)) {
    await setStillWorked(tx, credential.id, at);
  } else return;
  const { id, tenantId } = connection;
  notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
}
