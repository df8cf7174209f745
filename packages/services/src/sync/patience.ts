/** A page holds a place and room that others wait for: every wait, for a silent host or a used-up quota, is the row's. */
export const patience = { attemptTimeoutMs: 30_000, timeoutMs: 31_000 } as const;
