/** For how many days a key is valid. An operator makes the next key before the last day. */
export const apiKeyDays = { min: 1, max: 365, default: 90 } as const;

/** The stored time of a key's last call is at most this much too early. */
export const lastUsedEveryMs = 60_000;
