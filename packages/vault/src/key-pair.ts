import { createECDH, createHash } from "node:crypto";
import type { Bytes } from "./text.ts";

/**
 * The id of a sealing key: first 16 hex characters of the SHA-256 of its raw public point.
 * It follows from the key, so two keys cannot be mixed up under one id by a slip in a configuration.
 */
export function deriveKeyId(publicKey: Uint8Array): string {
  return createHash("sha256").update(publicKey).digest("hex").slice(0, 16);
}

/** The raw uncompressed point that belongs to a raw private scalar; throws on a scalar off the curve's range. */
export function derivePublicKey(privateKey: Uint8Array): Bytes {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(privateKey);
  return new Uint8Array(ecdh.getPublicKey());
}
