/** The requests of Saves: one connection after another, because a person may save only 60 tokens a minute on each. */
import { sealToken } from "@churned/vault/seal";
import type { Put } from "./load.ts";

/** Makes the requests for the API and for the bare server. Each request replaces the token that was saved before. */
export async function makeSaves(options: {
  readonly publicKey: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly connectionIds: readonly string[];
}): Promise<{ readonly ours: () => Put; readonly bare: () => Put }> {
  const { publicKey, tenantId, userId, connectionIds } = options;
  // The API opens no token. So one sealed text serves for all requests, with another id of the credential in each.
  const sealed = await sealToken({
    publicKey,
    connectionId: connectionIds[0] ?? "",
    credentialId: crypto.randomUUID(),
    token: "a-token-that-is-long-enough-to-be-saved",
  });
  let count = 0;
  const nextConnection = (): string => {
    count += 1;
    return connectionIds[count % connectionIds.length] ?? "";
  };
  return {
    ours: () => ({
      path: `/v1/connections/${nextConnection()}/token`,
      body: JSON.stringify({ sealed: { ...sealed, credentialId: crypto.randomUUID() } }),
    }),
    bare: () => ({
      path: "/save",
      body: JSON.stringify({
        tenantId,
        userId,
        connectionId: nextConnection(),
        credentialId: crypto.randomUUID(),
        checkId: crypto.randomUUID(),
        sealed: `${sealed.enc}.${sealed.ciphertext}`,
      }),
    }),
  };
}
