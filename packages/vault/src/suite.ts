/**
 * The HPKE suite (RFC 9180) and the data to which a token is bound. Sealing and opening both use this file. After any
 * change here, stored tokens can no longer be opened. So a new form needs a new `info`.
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
 * The connection id, the credential id and the key id. Each is a two-byte big-endian length and then its UTF-8 bytes,
 * so that two different triples never give the same bytes.
 */
export function makeAssociatedData(ids: {
  connectionId: string;
  credentialId: string;
  keyId: string;
}): Bytes {
  const fields = [ids.connectionId, ids.credentialId, ids.keyId].map(encodeUtf8);
  // The length of a longer field would overflow, and two different triples could then give the same bytes.
  if (fields.some((field) => field.length > 0xffff)) {
    throw new VaultError("MALFORMED", "an id is too long to bind");
  }
  return Uint8Array.from(
    fields.flatMap((field) => [field.length >> 8, field.length & 0xff, ...field]),
  );
}
