/**
 * Turns rows into wire form. There is one function for each type, so that all pages, mails and calls show the same.
 */
import type { CheckView } from "@churned/db/check";
import type { ConnectionView } from "@churned/db/connection";
import type { IncidentRow } from "@churned/db/incident";
import type { CustomFieldRow } from "@churned/db/record";
import type {
  EstimateRow,
  HeldDeletesView,
  SetAsideRow,
  SyncRequestView,
  SyncView,
} from "@churned/db/sync";
import type { PlanhatIdentity as Identity } from "@churned/domain/connection";
import { answerFor } from "@churned/domain/connection";
import type { Actor, Language } from "@churned/domain/shared";
import { cutText } from "@churned/domain/shared";
import type { Verdict } from "@churned/domain/verdict";
import {
  describeGap,
  destroysToken,
  isUncertainRejection,
  splitDetail,
} from "@churned/domain/verdict";
import { callsPerMinute, callsReservedForChecks } from "@churned/domain/budget";
import { retiringTtlMs } from "@churned/domain/token";
import { describeIncident } from "@churned/domain/incident";
import { modelNames, narrowPlan, plannedModels } from "@churned/domain/plan";
import { askAboutMissing, explainVerdict } from "@churned/domain/words";
import { isWhole } from "@churned/domain/sync";
import type {
  Check,
  Connection,
  CustomField,
  Estimate,
  Incident,
  PlanhatIdentity,
  HeldDeletes,
  SetAside,
  Sync,
  SyncRequest,
  VerdictBody,
} from "@churned/domain/wire";
import { namePerson } from "./sign-line.ts";

const iso = (at: Date): string => at.toISOString();
const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;

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
    // The scheduled time is kept in every state, but a sync starts only while the connection works.
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
    // Only a token that was opened can be retired, so its last four characters are known.
    lastFour: lastFour ?? "",
    since: iso(retiredAt),
    diesBy,
    stillWorks: stillWorkedAt && true,
  };
}

/** A verdict with its texts. */
export function presentVerdict(verdict: Verdict, language: Language | undefined): VerdictBody {
  const { title, explanation, remedy, audience } = explainVerdict(verdict, language);
  return {
    kind: verdict.kind,
    title,
    explanation,
    remedy: [...remedy],
    remedyIn: {
      classic: [...explainVerdict(verdict, language, "classic").remedy],
      new: [...explainVerdict(verdict, language, "new").remedy],
    },
    audience,
    models: [...verdict.models],
    destroysToken: destroysToken(verdict),
  };
}

/** The verdict of a check's row; null if it has none yet. */
export function verdictOf(
  row: Pick<CheckView, "verdict" | "verdictModels" | "verdictDetail" | "probes">,
): Verdict | null {
  if (row.verdict === null) return null;
  const { verdict: kind, verdictModels: models, verdictDetail, probes } = row;
  const denied = probes.filter(({ outcome }) => outcome === "denied").map(({ model }) => model);
  const alsoDenied = denied.filter((model) => !models.includes(model));
  return {
    kind,
    models,
    ...(verdictDetail === null ? {} : { detail: verdictDetail }),
    ...(kind === "missing_permissions" && alsoDenied.length > 0 ? { alsoDenied } : {}),
  };
}

/** The identity of a Planhat, without the ids, which only we compare. */
function presentIdentity(identity: Identity | null): PlanhatIdentity | null {
  if (identity === null) return null;
  const { companies, companyNames, mailDomains, seenAt } = identity;
  return { companies, companyNames: [...companyNames], mailDomains: [...mailDomains], seenAt };
}

/** A check as lists show it, without its requests. */
export function presentListedCheck(row: CheckView, language: Language | undefined): Check {
  return { ...presentCheck(row, language), requests: [] };
}

/** A check in wire form. `language` is the reader's. */
export function presentCheck(row: CheckView, language: Language | undefined): Check {
  const verdict = verdictOf(row);
  return {
    id: row.id,
    connectionId: row.connectionId,
    state: row.state,
    trigger: row.trigger,
    verdict: verdict && presentVerdict(verdict, language),
    supersededBy: row.supersededBy,
    host: row.host,
    models: row.models,
    probes: row.probes
      .toSorted((a, b) => modelNames.indexOf(a.model) - modelNames.indexOf(b.model))
      .map(({ gap, ...probe }) => ({ ...probe, detail: gap && describeGap(gap, language) })),
    pending: [...splitDetail(row.verdictDetail ?? undefined).pending],
    confidence: row.confidence,
    planhat: presentIdentity(row.planhat),
    attempt: row.attempt,
    attempts: [...row.attempts],
    requests: [...row.requests],
    createdAt: iso(row.createdAt),
    doneAt: isoOrNull(row.doneAt),
  };
}

export function presentSync(row: SyncView): Sync {
  return {
    id: row.id,
    connectionId: row.connectionId,
    state: row.state,
    mode: row.mode,
    reason: row.reason,
    lastFullAt: isoOrNull(row.lastFullAt),
    streams: row.streams.map((stream) => ({
      model: stream.model,
      state: stream.state,
      mode: stream.mode,
      note: stream.note,
      isWhole: isWhole(stream),
      fetched: stream.fetched,
      inserted: stream.inserted,
      updated: stream.updated,
      unchanged: stream.unchanged,
      deleted: stream.deleted,
      held: stream.held,
      skipped: stream.skipped,
      repaired: stream.repaired,
      gaps: stream.gaps,
      requests: stream.requests,
      bytes: stream.bytes,
      expected: stream.expected,
      waitingFor: stream.waitingFor,
      waitingUntil: isoOrNull(stream.waitingUntil),
      startedAt: isoOrNull(stream.startedAt),
      doneAt: isoOrNull(stream.doneAt),
    })),
    createdAt: iso(row.createdAt),
    startedAt: isoOrNull(row.startedAt),
    doneAt: isoOrNull(row.doneAt),
  };
}

export function presentSetAside(row: SetAsideRow): SetAside {
  return {
    model: row.model,
    planhatId: row.planhatId === null ? null : cutText(row.planhatId, 200),
    isRepaired: row.isRepaired,
    reason: row.reason,
    content: cutText(row.content, 2_000),
    syncId: row.syncId,
    at: iso(row.at),
  };
}

export function presentHeldDeletes(
  row: HeldDeletesView,
  language: Language | undefined,
): HeldDeletes {
  return {
    id: row.id,
    connectionId: row.connectionId,
    connectionName: row.connectionName,
    tenantName: row.tenantName,
    state: row.state,
    question: askAboutMissing(row.models, language),
    models: row.models.map(({ model, missing, of }) => ({ model, missing, of })),
    syncId: row.syncId,
    reason: row.reason,
    createdAt: iso(row.createdAt),
    decidedAt: isoOrNull(row.decidedAt),
  };
}

export function presentSyncRequest(row: SyncRequestView, reader: Actor): SyncRequest {
  return {
    id: row.id,
    connectionId: row.connectionId,
    connectionName: row.connectionName,
    tenantName: row.tenantName,
    state: row.state,
    requestedBy: row.requesterName,
    decidedBy: row.deciderName && namePerson({ name: row.deciderName, role: "operator" }, reader),
    reason: row.reason,
    syncId: row.syncId,
    createdAt: iso(row.createdAt),
    decidedAt: isoOrNull(row.decidedAt),
  };
}

export function presentEstimate(row: EstimateRow | undefined): Estimate {
  if (row === undefined || row.asOf === null)
    return {
      state: "pending",
      asOf: null,
      records: 0,
      isAtLeast: false,
      calls: 0,
      minutes: 0,
      models: [],
    };
  const models = row.models.map((model) => ({ ...model, isAtLeast: model.isAtLeast ?? true }));
  const sum = (key: "records" | "calls"): number =>
    row.models.reduce((total, model) => total + model[key], 0);
  const calls = sum("calls");
  return {
    state: "ready",
    asOf: iso(row.asOf),
    records: sum("records"),
    isAtLeast: models.some(({ isAtLeast }) => isAtLeast),
    calls,
    minutes: Math.ceil((calls / (callsPerMinute - callsReservedForChecks)) * 10) / 10,
    models,
  };
}

export function presentCustomField(row: CustomFieldRow): CustomField {
  const { model, name, type, firstSeenAt, changedAt, removedAt } = row;
  return {
    model,
    name,
    type,
    firstSeenAt: iso(firstSeenAt),
    changedAt: iso(changedAt),
    removedAt: isoOrNull(removedAt),
  };
}

export function presentIncident(row: IncidentRow): Incident {
  const { id, fault, host, kind, connections, checksPostponed } = row;
  return {
    id,
    state: row.closedAt === null ? "open" : "closed",
    fault,
    host,
    kind,
    ...describeIncident({ fault, host, kind }),
    openedAt: iso(row.openedAt),
    closedAt: isoOrNull(row.closedAt),
    connections,
    checksPostponed,
    nextSweepAt: row.closedAt === null ? iso(row.nextSweepAt) : null,
  };
}
