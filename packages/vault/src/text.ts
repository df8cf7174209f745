/**
 * Text forms for sealing and opening. This file imports nothing from node:*, because the browser loads it too.
 * Decoding is strict: each byte string has exactly one text, so no text can be altered and still decode to the same
 * bytes.
 */
import { VaultError } from "./errors.ts";

/** Bytes in memory that WebCrypto accepts. */
export type Bytes = Uint8Array<ArrayBuffer>;

export function encodeUtf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function encodeBase64Url(bytes: Bytes): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws `MALFORMED`. The message contains `what` and never the text. */
export function decodeBase64Url(text: string, what: string): Bytes {
  let bytes: Bytes;
  try {
    bytes = Uint8Array.from(
      atob(text.replaceAll("-", "+").replaceAll("_", "/")),
      (char) => char.codePointAt(0) ?? 0,
    );
  } catch {
    throw new VaultError("MALFORMED", `${what} is not base64url`);
  }
  // atob also accepts padding, blanks and unused trailing bits.
  if (encodeBase64Url(bytes) !== text) {
    throw new VaultError("MALFORMED", `${what} is not base64url`);
  }
  return bytes;
}

/** Splits `<keyId>.<base64url>`, the text form of public and private keys. */
export function parseKeyText(text: string, what: string): { keyId: string; bytes: Bytes } {
  const match = /^([0-9a-f]{16})\.([A-Za-z0-9_-]+)$/.exec(text);
  const [, keyId, encoded] = match ?? [];
  if (keyId === undefined || encoded === undefined) {
    throw new VaultError("MALFORMED", `${what} is not <keyId>.<base64url>`);
  }
  return { keyId, bytes: decodeBase64Url(encoded, what) };
}
