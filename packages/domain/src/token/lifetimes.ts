/** How long tokens are kept, and how often a replaced one is tested. */
const dayMs = 24 * 60 * 60_000;

/** A candidate that never worked is destroyed after this. */
export const candidateTtlMs = 7 * dayMs;

/** A replaced token is destroyed after this, whether Planhat still accepts it or not. */
export const retiringTtlMs = 14 * dayMs;

/** How often we test, with one call, whether a replaced token still works. */
export const proofIntervalMs = dayMs;
