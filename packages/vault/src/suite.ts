/**
 * The HPKE suite (RFC 9180). Sealing and opening both use this file. After any change here, stored tokens can no longer
 * be opened. So a new form needs a new `info`.
 */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
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
