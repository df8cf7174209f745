export { countSyncAsCheck, suspectConnection } from "./count-sync.ts";
export { createSyncRequest } from "./create-sync-request.ts";
export { approveSyncRequest, declineSyncRequest } from "./decide-sync-request.ts";
export { advanceSync } from "./advance-sync.ts";
export { cancelSync } from "./cancel-sync.ts";
export { createSync } from "./create-sync.ts";
export {
  countHeldDeletions,
  keepRecords,
  listHeldDeletions,
  releaseDeletes,
  removeReleasedDeletes,
} from "./decide-held-deletions.ts";
export { makeMissingEstimates } from "./make-estimate.ts";
export { approveWaitingRequests, listPolicies, setPolicy } from "./policies.ts";
export { setSchedule, sweepDueSyncs, warnOfLateData } from "./schedule-syncs.ts";
