export {
  destroyExpiredTokens,
  forgetOldEvidence,
  reconcile,
  removeOldHistory,
  sweepDueConnections,
} from "./timers.ts";
