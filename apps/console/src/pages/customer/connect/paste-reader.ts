/** What reads a paste and what it says of it: in one file of their own, which comes after the page. */
export { describePaste } from "@churned/domain/paste";
export { inspectToken } from "@churned/planhat-client/inspect-token";
