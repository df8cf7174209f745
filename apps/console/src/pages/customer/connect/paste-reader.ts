/** The code that inspects a paste, in a chunk of its own that is loaded after the page. */
export { describePaste } from "@churned/domain/paste";
export { inspectToken } from "@churned/planhat-client/inspect-token";
