/** Syncs, sync requests, estimates, held deletions and set-aside records in the form of the HTTP API. */
import type {
  EstimateRow,
  HeldDeletionsView,
  SetAsideRow,
  SyncRequestView,
  SyncView,
} from "@churned/db/sync";
import { callsPerMinute, callsReservedForChecks } from "@churned/domain/budget";
import type { Actor, Language } from "@churned/domain/shared";
import { cutText } from "@churned/domain/shared";
import { isWhole } from "@churned/domain/sync";
import type { Estimate, HeldDeletions, SetAside, Sync, SyncRequest } from "@churned/domain/wire";
import { askAboutMissing } from "@churned/domain/words";
import { iso, isoOrNull } from "./iso.ts";
import { namePerson } from "./sign-line.ts";

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

export function presentHeldDeletions(
  row: HeldDeletionsView,
  language: Language | undefined,
): HeldDeletions {
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
