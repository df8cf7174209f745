export { removeOldHistory } from "./remove-old-history.ts";
export type { ChainDefect, ChainHead } from "./audit-chain.ts";
export { logAuditHead, verifyAudit } from "./verify-audit.ts";
export { logRead } from "./log-read.ts";
export { logAccountUse, logUnknownCaller } from "./log-sign-in.ts";
export { exportAudit, listAudit } from "./read-audit.ts";
