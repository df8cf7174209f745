export { answerCompanies } from "./answer-companies.ts";
export { confirmConnection } from "./confirm-connection.ts";
export { createCheck } from "./create-check.ts";
export { createCheckRunner } from "./check-runner.ts";
