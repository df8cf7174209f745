/**
 * The timeouts of a page call are short, because the call uses a place in the limiter and page memory. Longer waits are
 * stored in the row of the sync.
 */
export const pageTimeouts = { attemptTimeoutMs: 30_000, timeoutMs: 31_000 } as const;
