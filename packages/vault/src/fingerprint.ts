import { createHmac } from "node:crypto";
import { VaultError } from "./errors.ts";
import { decodeBase64Url } from "./text.ts";

/**
 * The HMAC-SHA256 of a token under a key, in base64url. Two fingerprints show whether two pasted texts are the same
 * token, and neither text is stored. Without the key, the reader of a leaked database cannot search it for a token
 * that the reader guessed or found. Throws `VaultError` `MALFORMED` where the key is not 32 bytes of base64url.
 */
export function fingerprintToken(token: string, fingerprintKey: string): string {
  const key = decodeBase64Url(fingerprintKey, "fingerprint key");
  if (key.length !== 32) throw new VaultError("MALFORMED", "fingerprint key is not 32 bytes");
  return createHmac("sha256", key).update(token, "utf8").digest("base64url");
}

/**
 * The last four characters of a token, by which people tell tokens apart. Empty for a token of fewer than 16
 * characters.
 */
export function lastFour(token: string): string {
  return token.length < 16 ? "" : token.slice(-4);
}
