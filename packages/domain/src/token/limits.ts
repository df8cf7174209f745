/** How long tokens are kept, and how often a replaced token is tested. */
const dayMs = 24 * 60 * 60_000;

/** A candidate (a saved token that is not proven) is destroyed after this time if it has not become active. */
export const candidateTtlMs = 7 * dayMs;

/** A replaced token is destroyed after this time, even if Planhat still accepts it. */
export const retiringTtlMs = 14 * dayMs;

/** How often we test, with one call, whether a replaced token still works. */
export const proofIntervalMs = dayMs;
