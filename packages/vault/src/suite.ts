/**
 * The one HPKE suite (RFC 9180) and what a sealed token is bound to; both halves must agree on this file.
 * Changing anything here makes stored tokens unreadable: give the new form a new `info` instead.
 */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { VaultError } from "./errors.ts";
import { encodeUtf8, type Bytes } from "./text.ts";

/** Bytes of an uncompressed P-256 point: 0x04, x, y. */
export const PUBLIC_KEY_BYTES = 65;

export function createSuite(): CipherSuite {
  return new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
}

export function makeInfo(): Bytes {
  return encodeUtf8("churned/token/v1");
}

/**
 * Connection id, credential id, key id, each as a two-byte big-endian length and its UTF-8 bytes:
 * no two different triples give the same bytes.
 */
export function makeAssociatedData(ids: {
  connectionId: string;
  credentialId: string;
  keyId: string;
}): Bytes {
  const fields = [ids.connectionId, ids.credentialId, ids.keyId].map(encodeUtf8);
  // A longer field would wrap its length and could then stand for another triple.
  if (fields.some((field) => field.length > 0xffff)) {
    throw new VaultError("MALFORMED", "an id is too long to bind");
  }
  return Uint8Array.from(
    fields.flatMap((field) => [field.length >> 8, field.length & 0xff, ...field]),
  );
}
