/**
 * A page call occupies a place and page memory. So it fails soon, and longer waits are recorded in the sync's row.
 */
export const pageTimeouts = { attemptTimeoutMs: 30_000, timeoutMs: 31_000 } as const;
