/** Seals tokens, in the browser and the API. This file cannot open a token, and it imports nothing from node:*. */
import { VaultError } from "./errors.ts";
import { makeAssociatedData } from "./associated-data.ts";
import { createSuite, makeInfo, PUBLIC_KEY_BYTES } from "./suite.ts";
import { encodeBase64Url, encodeUtf8, decodeBase64Url, parseKeyText, type Bytes } from "./text.ts";

export { VaultError, type VaultErrorCode } from "./errors.ts";

/** A token that only the worker can open. `enc` and `ciphertext` are base64url without padding. */
export type SealedToken = {
  keyId: string;
  credentialId: string;
  enc: string;
  ciphertext: string;
};

/** Reads `<keyId>.<base64url raw P-256 point>`. Throws `VaultError` `MALFORMED`. */
export function parsePublicKey(text: string): { keyId: string; publicKey: Bytes } {
  const { keyId, bytes } = parseKeyText(text, "public key");
  if (bytes.length !== PUBLIC_KEY_BYTES || bytes[0] !== 4) {
    throw new VaultError("MALFORMED", "public key is not an uncompressed P-256 point");
  }
  return { keyId, publicKey: bytes };
}

/** Writes the text form that `parsePublicKey` reads. `publicKey` is the raw point as bytes or in base64url. */
export function formatPublicKey(key: { keyId: string; publicKey: Bytes | string }): string {
  const point =
    typeof key.publicKey === "string"
      ? decodeBase64Url(key.publicKey, "public key")
      : key.publicKey;
  const text = `${key.keyId}.${encodeBase64Url(point)}`;
  parsePublicKey(text);
  return text;
}

/**
 * Seals a token to the worker's key and binds it to its connection, its credential and this key. Two calls never give
 * the same bytes, because each call makes a new ephemeral key. Throws `VaultError` `MALFORMED` where `publicKey` is
 * not a public key. Source: RFC 9180 §6.1, base mode.
 */
export async function sealToken(input: {
  publicKey: string;
  connectionId: string;
  credentialId: string;
  token: string;
}): Promise<SealedToken> {
  const { keyId, publicKey } = parsePublicKey(input.publicKey);
  const suite = createSuite();
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey).catch(() => {
    throw new VaultError("MALFORMED", "public key is not on the curve P-256");
  });
  const { enc, ct } = await suite.seal(
    { recipientPublicKey, info: makeInfo() },
    encodeUtf8(input.token),
    makeAssociatedData({ ...input, keyId }),
  );
  return {
    keyId,
    credentialId: input.credentialId,
    enc: encodeBase64Url(new Uint8Array(enc)),
    ciphertext: encodeBase64Url(new Uint8Array(ct)),
  };
}
