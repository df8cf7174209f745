/** Applies the decision of `decideCheck`. Runs in the transaction that has locked the connection. */
import type { CheckRow } from "@churned/db/check";
import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import { updateLocked } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import { askForEstimate } from "@churned/db/sync";
import { describeCredential } from "@churned/db/token";
import { pauseAt } from "../context/pause-points.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { queueVerdictMail } from "../notification/queue-notifications.ts";
import type { CandidateVerdict } from "../token/settle-candidate.ts";
import { destroyCandidate, promoteTested } from "../token/settle-candidate.ts";
import type { CheckDecision } from "./decide-check.ts";
import { startAfresh } from "./start-afresh.ts";

/** The locked rows that the decision changes. */
export interface DecidedRows {
  readonly check: CheckRow;
  readonly connection: ConnectionRow;
  readonly credential: CredentialRow;
  readonly credentials: readonly CredentialRow[];
}

/** Applies a decision. Throws if the connection may not change to the new state. */
export async function applyDecision(
  ctx: WorkerContext,
  tx: Tx,
  { check, connection, credential, credentials }: DecidedRows,
  decision: CheckDecision,
  found: CandidateVerdict,
): Promise<void> {
  const { change, estimate, update } = decision;
  if (decision.describe !== null) describeCredential(tx, credential.id, decision.describe);
  await pauseAt(ctx, "token described", connection.id);
  const tested = {
    connection,
    candidate: credential,
    active: credentials.find((one) => one.slot === "active"),
    retiring: credentials.filter((one) => one.slot === "retiring"),
    check,
  };
  if (decision.token === "promote") await promoteTested(ctx, tx, tested, found);
  if (decision.token === "destroy") await destroyCandidate(ctx, tx, tested, found);
  if (decision.startsAfresh) await startAfresh(ctx, tx, connection);
  if (decision.leavesIncident !== null)
    addFact(tx, connection, { kind: "incident_left", incidentId: decision.leavesIncident });
  if (!updateLocked(tx, connection, update))
    throw new Error(`A connection cannot change from ${connection.state} to ${change.state}.`);
  await pauseAt(ctx, "connection changed", connection.id);
  if (estimate !== undefined) askForEstimate(tx, connection, update.at, estimate);
  if (decision.isMailed)
    await queueVerdictMail(ctx, tx, connection, {
      checkId: check.id,
      verdict: found.verdict,
      lastFour: found.token?.lastFour ?? credential.lastFour,
    });
}
