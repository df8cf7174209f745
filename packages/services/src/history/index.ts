export { removeOldHistory } from "./remove-old-history.ts";
export type { ChainDefect, ChainHead } from "./audit-chain.ts";
export { logAuditHead, verifyAudit } from "./verify-audit.ts";
export { exportAudit, listAudit } from "./read-audit.ts";
