/** A connection in the form of the HTTP API. */
import type { ConnectionView } from "@churned/db/connection";
import { answerFor } from "@churned/domain/connection";
import { narrowPlan, plannedModels } from "@churned/domain/plan";
import { retiringTtlMs } from "@churned/domain/token";
import { isUncertainRejection } from "@churned/domain/verdict";
import type { Connection } from "@churned/domain/wire";
import { iso, isoOrNull } from "./iso.ts";
import { presentIdentity } from "./present-check.ts";

export function presentConnection(row: ConnectionView): Connection {
  return {
    id: row.id,
    tenantId: row.tenantId,
    tenantName: row.tenantName,
    name: row.name,
    state: row.state,
    verdict: row.verdict,
    verdictModels: row.verdictModels,
    isRejectionUncertain:
      row.verdict !== null &&
      isUncertainRejection({
        kind: row.verdict,
        ...(row.verdictDetail === null ? {} : { detail: row.verdictDetail }),
      }),
    workedSince: isoOrNull(row.workedSince),
    hasData: row.lastSeq > 0,
    candidate:
      row.candidateId === null || row.candidateCheckId === null
        ? null
        : { checkId: row.candidateCheckId, verdict: row.candidateVerdict },
    incidentId: row.incidentId,
    inconclusive: row.inconclusive,
    host: row.host,
    lastFour: row.lastFour,
    planhat: presentIdentity(row.planhat),
    companiesAnswer: presentAnswer(row),
    sharedToken: row.sharedWith && { connections: [...row.sharedWith] },
    retiring: row.retiring && presentRetiring(row.retiring),
    lastReplacement:
      row.lastReplacement === null || row.lastReplacementCheckId === null
        ? null
        : {
            at: iso(row.lastReplacement.doneAt),
            verdict: row.lastReplacement.verdict,
            checkId: row.lastReplacementCheckId,
          },
    checkedAt: isoOrNull(row.checkedAt),
    nextCheckAt: isoOrNull(row.nextCheckAt),
    freshAt: isoOrNull(row.freshAt),
    language: row.language,
    freshUntil:
      row.freshAt && iso(new Date(row.freshAt.getTime() + row.freshWithinMinutes * 60_000)),
    // The scheduled time is stored in every state, but a sync starts only while the connection works.
    nextSyncAt: row.state === "connected" ? isoOrNull(row.nextSyncAt) : null,
    schedule: {
      incrementalEveryMinutes: row.incrementalEveryMinutes,
      fullEveryMinutes: row.fullEveryMinutes,
      freshWithinMinutes: row.freshWithinMinutes,
    },
    plan: narrowPlan(row.plan, plannedModels(row.plan)),
    stateSince: iso(row.stateSince),
    createdAt: iso(row.createdAt),
  };
}

function presentAnswer({
  accepted,
  planhat,
}: Pick<ConnectionView, "accepted" | "planhat">): Connection["companiesAnswer"] {
  const answer = planhat === null ? undefined : answerFor(accepted, planhat);
  return answer === undefined ? null : { isAll: answer.isAll, count: answer.count, at: answer.at };
}

function presentRetiring(
  retiring: NonNullable<ConnectionView["retiring"]>,
): Connection["retiring"] {
  const { lastFour, retiredAt, stillWorkedAt } = retiring;
  if (retiredAt === null) return null;
  const diesBy = iso(new Date(retiredAt.getTime() + retiringTtlMs));
  return {
    // Only a token that was opened can be replaced later, so its last four characters are known.
    lastFour: lastFour ?? "",
    since: iso(retiredAt),
    diesBy,
    stillWorks: stillWorkedAt && true,
  };
}
