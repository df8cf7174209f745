/**
 * Applies the verdict of a candidate (a saved, unproven token). A candidate that works becomes active, and a worthless
 * candidate is destroyed. Any other candidate is kept, because Planhat shows a token only once.
 *
 * When a candidate becomes active, one transaction with the connection locked first makes the old active token
 * `retiring` and then makes the candidate active. So a connection that had a working token always has exactly one
 * active token.
 */
import type { CheckRow } from "@churned/db/check";
import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { setLastReplacement } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import {
  destroyCredential,
  destroyRetiringCopies,
  promoteCandidate,
  retireActive,
} from "@churned/db/token";
import { addFact } from "@churned/db/history";
import type { Verdict } from "@churned/domain/verdict";
import { isAskedByPerson } from "@churned/domain/check";
import { proofIntervalMs } from "@churned/domain/token";
import { endUsedInvitations } from "../invitation/end-invitations.ts";
import { queueReplacementFailedMail } from "../notification/queue-notifications.ts";
import { queueTokenReplacedMail } from "../notification/token-notifications.ts";
import { pauseAt } from "../context/pause-points.ts";
import type { WorkerContext } from "../context/worker-context.ts";

export interface TestedCandidate {
  readonly connection: ConnectionRow;
  readonly candidate: CredentialRow;
  readonly active: CredentialRow | undefined;
  readonly retiring: readonly CredentialRow[];
  readonly check: Pick<CheckRow, "id" | "requestedBy" | "trigger">;
}

/** The conclusion of the candidate's check. */
export interface CandidateVerdict {
  readonly verdict: Verdict;
  readonly host: string | null;
  readonly token: { readonly fingerprint: string; readonly lastFour: string } | null;
}

/** Destroys a candidate that Planhat rejected. The caller must have locked the connection. */
export async function destroyCandidate(
  ctx: WorkerContext,
  tx: Tx,
  { connection, candidate, active, check }: TestedCandidate,
  found: CandidateVerdict,
): Promise<void> {
  destroyCredential(tx, candidate.id, ctx.now());
  addFact(tx, connection, { kind: "token_destroyed", why: "rejected" });
  if (active === undefined) return;
  // The connection continues with its active token, so no other message tells the customer about this candidate.
  setLastReplacement(tx, connection.id, check.id);
  const lastFour = found.token?.lastFour ?? candidate.lastFour;
  const event = { checkId: check.id, verdict: found.verdict, lastFour };
  if (!isAskedByPerson(check.trigger)) await queueReplacementFailedMail(ctx, tx, connection, event);
}

/** Makes a candidate that works the active token. The caller must have locked the connection. */
export async function promoteTested(
  ctx: WorkerContext,
  tx: Tx,
  { connection, candidate, active, retiring, check }: TestedCandidate,
  { host, token }: CandidateVerdict,
): Promise<void> {
  const at = ctx.now();
  const { id } = connection;
  // If the same token is saved again, no token is replaced. So do not ask anybody to remove the token in Planhat.
  const isSame = active !== undefined && active.fingerprint === token?.fingerprint;
  const replaced = active !== undefined && !isSame;
  if (active !== undefined)
    retireActive(tx, id, { at, nextProofAt: new Date(at.getTime() + proofIntervalMs) });
  await pauseAt(ctx, "old token retired", id);
  promoteCandidate(tx, id, candidate.id, at, token);
  await pauseAt(ctx, "candidate promoted", id);
  const isCopied = [active, ...retiring].some((one) => one?.fingerprint === token?.fingerprint);
  if (token !== null && isCopied) await destroyRetiringCopies(tx, id, token.fingerprint, at);
  if (connection.lastReplacementCheckId !== null) setLastReplacement(tx, id, null);
  addFact(tx, connection, { kind: "token_promoted", host: host ?? "", replaced });
  await Promise.all([
    replaced ? queueTokenReplacedMail(ctx, tx, connection, active) : undefined,
    endUsedInvitations(ctx, tx, connection, {
      savedBy: check.requestedBy,
      lastFour: token?.lastFour ?? candidate.lastFour,
    }),
  ]);
  await pauseAt(ctx, "promotion told", id);
}
