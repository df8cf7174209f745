import { createECDH, createHash } from "node:crypto";
import type { Bytes } from "./text.ts";

/**
 * The id of a sealing key: the first 16 hex characters of the SHA-256 of the raw public point. The id is derived from
 * the key, so that a mistake in a configuration cannot give one id to two keys.
 */
export function deriveKeyId(publicKey: Uint8Array): string {
  return createHash("sha256").update(publicKey).digest("hex").slice(0, 16);
}

/** The raw uncompressed public point of a raw private scalar. Throws where the scalar is outside the curve's range. */
export function derivePublicKey(privateKey: Uint8Array): Bytes {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(privateKey);
  return new Uint8Array(ecdh.getPublicKey());
}
