export { countSyncAsCheck, suspectConnection } from "./count-sync.ts";
export { createSyncRequest } from "./create-sync-request.ts";
export { approveSyncRequest, declineSyncRequest } from "./decide-sync-request.ts";
export { advanceSync } from "./advance-sync.ts";
export { cancelSync } from "./cancel-sync.ts";
export { createSync } from "./create-sync.ts";
export {
  countHeldDeletes,
  keepRecords,
  listHeldDeletes,
  releaseDeletes,
  removeReleasedDeletes,
} from "./decide-held-deletes.ts";
export { makeMissingEstimates } from "./make-estimate.ts";
export { approveWaitingRequests, listPolicies, setPolicy } from "./policies.ts";
export { setSchedule, sweepDueSyncs, warnOfLateData } from "./schedule-syncs.ts";
