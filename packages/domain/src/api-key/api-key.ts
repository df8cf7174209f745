/**
 * The scopes of API keys. Each operation needs exactly one scope: `read` shows data, `export` writes records or the
 * audit as a file, `write` changes something.
 */
export const apiKeyScopes = ["read", "export", "write"] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

export const apiKeyStates = ["active", "expired", "blocked", "revoked"] as const;
/** `blocked`: the operator who made the key is locked or was removed. */
export type ApiKeyState = (typeof apiKeyStates)[number];

/** Whether a key can be used at this time, and why not. */
export function apiKeyStateAt(
  key: {
    readonly expiresAt: Date;
    readonly revokedAt: Date | null;
    readonly isMakerActive: boolean;
  },
  now: Date,
): ApiKeyState {
  if (key.revokedAt !== null) return "revoked";
  if (!key.isMakerActive) return "blocked";
  return key.expiresAt <= now ? "expired" : "active";
}
