/** The use cases, one verb each: `verb(ctx, input)`. API, worker and command line call the same ones. */
export type { SharedLimiter } from "./budget/share-budget.ts";
export { shareBudget } from "./budget/share-budget.ts";
export { answerCompanies } from "./check/answer-companies.ts";
export { confirmConnection } from "./check/confirm-connection.ts";
export { createCheck } from "./check/create-check.ts";
export { createCheckRunner } from "./check/check-runner.ts";
export { pauseConnection, resumeConnection } from "./connection/change-connection.ts";
export { createConnection } from "./connection/create-connection.ts";
export {
  disconnectConnection,
  eraseDisconnectedData,
  getReceipt,
} from "./connection/disconnect-connection.ts";
export type { Log, ServiceContext } from "./context/context.ts";
export { countSyncAsCheck, suspectConnection } from "./sync/count-sync.ts";
export { raiseLongDoubts } from "./incident/raise-long-doubts.ts";
export { countOpenIncidents, getIncident, listIncidents } from "./incident/read-incidents.ts";
export { type IncidentStep, watchIncidents } from "./incident/watch-incidents.ts";
export {
  createInvitation,
  exchangeInvitation,
  listInvitations,
  withdrawInvitation,
} from "./invitation/invitations.ts";
export { listMails } from "./notification/list-mails.ts";
export { deliverNotification } from "./notification/deliver-notification.ts";
export { assignProblem, noteProblem, snoozeProblem } from "./inbox/change-problem.ts";
export { getProblem, listOperators, listProblems } from "./inbox/read-problems.ts";
export { sendProblemMail } from "./inbox/send-problem-mail.ts";
export { countRecords, exportRecords, type ExportInput } from "./record/export-records.ts";
export { listOutbox, type OutboxMail } from "./notification/list-outbox.ts";
export {
  getCheck,
  getConnection,
  getEstimate,
  getSync,
  listAudit,
  listChecks,
  listConnections,
  listCustomFields,
  listRecords,
  listSetAside,
  listSyncRequests,
  listSyncs,
  listTimeline,
} from "./reading/read.ts";
export { createSyncRequest } from "./sync/create-sync-request.ts";
export { approveSyncRequest, declineSyncRequest } from "./sync/decide-sync-request.ts";
export { advanceSync } from "./sync/advance-sync.ts";
export { cancelSync } from "./sync/cancel-sync.ts";
export { createSync } from "./sync/create-sync.ts";
export {
  countHeldDeletes,
  keepRecords,
  listHeldDeletes,
  releaseDeletes,
  removeReleasedDeletes,
} from "./sync/decide-held-deletes.ts";
export { makeMissingEstimates } from "./sync/make-estimate.ts";
export { approveWaitingRequests, listPolicies, setPolicy } from "./sync/policies.ts";
export { setPlan } from "./connection/set-plan.ts";
export { setSchedule, sweepDueSyncs, warnOfLateData } from "./sync/schedule-syncs.ts";
export { createTenant, createUser } from "./tenant/create-tenant.ts";
export { setLanguage } from "./tenant/set-language.ts";
export { sendPasswordLink } from "./tenant/send-password-link.ts";
export {
  destroyExpiredTokens,
  forgetOldEvidence,
  reconcile,
  removeOldHistory,
  sweepDueConnections,
} from "./timers/timers.ts";
export { type PausePoint, pausePoints } from "./context/pause-points.ts";
export { openDueProofs } from "./token/prove-retired.ts";
export { saveToken, type SaveTokenInput } from "./token/save-token.ts";
export { createPageRoom } from "./context/page-room.ts";
export {
  BudgetSpentError,
  type Deliver,
  type Message,
  type WorkerContext,
} from "./context/worker-context.ts";
