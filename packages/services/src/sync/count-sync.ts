/**
 * What a sync means for its connection: a complete sync counts as a check, and a failing one requests a check soon.
 */
import type { Tx } from "@churned/db/client";
import { checkBy, lockConnection, updateConnection } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import { findCredentialInSlot } from "@churned/db/token";
import { countChecksToday, planNextCheck, suspiciousIntervalMs } from "@churned/domain/check";
import type { ServiceContext } from "../context/context.ts";

/** Counts a complete sync as a check that found the connection working, and postpones the next check. */
export async function countSyncAsCheck(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<void> {
  const connection = await lockConnection(tx, connectionId);
  if (connection?.state !== "connected") return;
  // A candidate that waits for its check keeps its own schedule.
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
 * After a sync without answers, schedules a check within minutes. It shows whether one connection or many have the
 * trouble.
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
