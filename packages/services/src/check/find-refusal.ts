import type { ClaimedCheck } from "@churned/db/check";
import { asOperator } from "@churned/db/client";
import { findIncident, listOpenIncidents, requestCrossCheck } from "@churned/db/incident";
import type { CrossCheck } from "@churned/domain/incident";
import { isRefusalKind, refusedMin } from "@churned/domain/incident";
import { isAcceptance, isInconclusive, isRefusal } from "@churned/domain/verdict";
import type { Probing } from "./probe-planhat.ts";
import type { WorkerContext } from "../context/worker-context.ts";

/** A refusal of a token that worked before, and whether the host accepts other tokens. */
export interface Refusal {
  readonly crossCheck: CrossCheck;
  /** When the token was first refused. */
  readonly since: Date;
  /** True if the connection is a member of an open incident of a host that refuses most tokens. */
  readonly isOfIncident: boolean;
}

function isRefused({ evidence }: Probing): boolean {
  return (
    Object.values(evidence.answers).every(isRefusal) &&
    !evidence.otherHosts.some(({ answer }) => isAcceptance(answer))
  );
}

/**
 * Whether the customer already has to act on this connection. This is not the case if the connection only waits for a
 * host or a quota.
 */
function isBlamed({ state, verdict }: ClaimedCheck["connection"]): boolean {
  const onlyWaits = state === "needs_operator" && verdict !== null && isInconclusive(verdict);
  return state !== "connected" && !onlyWaits;
}

/**
 * Whether a candidate (a saved, unproven token) was refused and one of the hosts that were asked refuses most tokens.
 * The candidate may be valid then.
 */
export async function isRefusedWithOthers(
  ctx: WorkerContext,
  { credential }: ClaimedCheck,
  found: Probing,
): Promise<boolean> {
  if (credential.slot !== "candidate" || !isRefused(found)) return false;
  const asked = new Set([found.host, ...found.evidence.otherHosts.map(({ host }) => host)]);
  const open = await asOperator(ctx.db, ctx.actor, listOpenIncidents);
  return open.some(({ kind, host }) => isRefusalKind(kind) && host !== null && asked.has(host));
}

/**
 * Cross-checks a refusal before the customer has to act: does the host accept other tokens, of any tenant? Returns
 * undefined if not every host refused the token, or if the customer already has to act.
 */
export async function findRefusal(
  ctx: WorkerContext,
  { connection, credential }: ClaimedCheck,
  found: Probing,
): Promise<Refusal | undefined> {
  const { host } = connection;
  if (!isRefused(found) || credential.slot !== "active" || isBlamed(connection)) return undefined;
  if (host === null || host !== found.host) return undefined;
  const now = ctx.now();
  const since =
    (isRefusalKind(connection.inconclusive) ? connection.inconclusiveSince : null) ?? now;
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const incident =
      connection.incidentId === null ? undefined : await findIncident(tx, connection.incidentId);
    const isOfIncident =
      incident !== undefined && incident.closedAt === null && isRefusalKind(incident.kind);
    const crossCheck = await requestCrossCheck(tx, {
      connectionId: connection.id,
      host,
      since,
      now,
      most: refusedMin,
    });
    return { crossCheck, since, isOfIncident };
  });
}
