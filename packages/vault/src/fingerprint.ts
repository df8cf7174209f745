import { createHmac } from "node:crypto";
import { VaultError } from "./errors.ts";
import { decodeBase64Url } from "./text.ts";

/**
 * A keyed HMAC-SHA256 of a token, base64url: tells that two pastes are the same token without keeping either.
 * Keyed, so that a leaked database cannot be searched for a guessed or found token.
 * Throws `VaultError` `MALFORMED` when the key is not 32 bytes of base64url.
 */
export function fingerprintToken(token: string, fingerprintKey: string): string {
  const key = decodeBase64Url(fingerprintKey, "fingerprint key");
  if (key.length !== 32) throw new VaultError("MALFORMED", "fingerprint key is not 32 bytes");
  return createHmac("sha256", key).update(token, "utf8").digest("base64url");
}

/** The last four characters of a token, to be told apart by a person; empty for a token under 16 characters. */
export function lastFour(token: string): string {
  return token.length < 16 ? "" : token.slice(-4);
}
