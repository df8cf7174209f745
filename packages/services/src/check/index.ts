export { answerCompanies } from "./answer-companies.ts";
export { confirmConnection } from "./confirm-connection.ts";
export { createCheck } from "./create-check.ts";
export { createCheckRunner } from "./check-runner.ts";
export { forgetOldEvidence } from "./forget-old-evidence.ts";
export { sweepDueConnections } from "./sweep-due-connections.ts";
