/**
 * Text forms shared by both halves, without node:*, because the browser bundles them.
 * Decoding is strict: exactly one text stands for a byte string, so nothing can be altered unseen.
 */
import { VaultError } from "./errors.ts";

/** A length of bytes backed by memory that WebCrypto accepts. */
export type Bytes = Uint8Array<ArrayBuffer>;

export function encodeUtf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

export function encodeBase64Url(bytes: Bytes): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Throws `MALFORMED` naming `what`, never the text. */
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
  // atob also takes padding, blanks and stray trailing bits.
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
