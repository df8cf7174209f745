/** The code that inspects a pasted text. It is a separate chunk, which is loaded after the page. */
export { describePaste } from "@churned/domain/paste";
export { inspectToken } from "@churned/planhat-client/inspect-token";
