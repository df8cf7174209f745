/** What a sync tells about its connection: read to its end, it is as good as a check; failing, it asks for one soon. */
import type { Tx } from "@churned/db/client";
import { checkBy, lockConnection, updateConnection } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import { findCredentialInSlot } from "@churned/db/token";
import { countChecksToday, planNextCheck, suspiciousIntervalMs } from "@churned/domain/check";
import type { ServiceContext } from "../context/context.ts";

/** Counts a sync that read all it should as a check that found the connection working: the next one moves. */
export async function countSyncAsCheck(
  ctx: ServiceContext,
  tx: Tx,
  connectionId: string,
): Promise<void> {
  const connection = await lockConnection(tx, connectionId);
  if (connection?.state !== "connected") return;
  // A token that waits for its test has a time of its own.
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

/** A sync got no answer: a check within minutes sees whether that is its connection's trouble, or many have it. */
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
