/**
 * The effect of a sync on the schedule of checks: a complete sync counts as a check, and a sync that fails requests a
 * check soon.
 */
import type { Tx } from "@churned/db/client";
import { checkBy, lockConnection, updateConnection } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import { findCredentialInSlot } from "@churned/db/token";
import { countChecksToday, planNextCheck, suspiciousIntervalMs } from "@churned/domain/check";
import type { ServiceContext } from "../context/context.ts";

/** Counts a complete sync as a check with the result that the connection works, and postpones the next check. */
export async function countSyncAsCheck(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<void> {
  const connection = await lockConnection(tx, connectionId);
  if (connection?.state !== "connected") return;
  // If a candidate (a saved, unproven token) waits for its check, the check keeps its own time.
  if ((await findCredentialInSlot(tx, connectionId, "candidate")) !== undefined) return;
  const at = ctx.now();
  if (connection.incidentId !== null)
    addFact(tx, connection, { kind: "incident_left", incidentId: connection.incidentId });
  await updateConnection(tx, connectionId, {
    state: connection.state,
    at,
    failuresInARow: 0,
    attemptsInARow: 0,
    inconclusive: null,
    inconclusiveHost: null,
    inconclusiveSince: null,
    answeredAt: at,
    incidentId: null,
    nextCheckAt: planNextCheck({
      now: at,
      verdict: "connected",
      attempt: 1,
      checksToday: countChecksToday(connection, at),
      inIncident: false,
      random: ctx.random(),
    }),
  });
}

/**
 * Schedules a check within minutes after a sync that got no answers. The check shows whether one connection or many
 * connections have trouble.
 */
export async function suspectConnection(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<void> {
  const connection = await lockConnection(tx, connectionId);
  if (connection === undefined || connection.incidentId !== null) return;
  const delayMs = suspiciousIntervalMs * (0.5 + ctx.random() / 2);
  await checkBy(tx, connectionId, new Date(ctx.now().getTime() + delayMs));
}
