import { HkdfSha256 } from "@hpke/core";
import { createHmac } from "node:crypto";

type Input = Parameters<HkdfSha256["extract"]>[0];

const hashBytes = 32;

/**
 * HKDF-SHA256 (RFC 5869) with Node's HMAC, for opening. WebCrypto runs each hash as a job of the thread pool. An HPKE
 * key schedule has ten short hashes, and these jobs took two thirds of the time to open a token.
 */
export class NodeHkdf extends HkdfSha256 {
  override async extract(salt: Input, ikm: Input): Promise<ArrayBuffer> {
    return hmac(salt.byteLength === 0 ? new Uint8Array(hashBytes) : toBytes(salt), toBytes(ikm));
  }

  override async expand(prk: Input, info: Input, length: number): Promise<ArrayBuffer> {
    // HPKE with AES-256-GCM derives at most 32 bytes, which is one round.
    if (length > hashBytes) throw new RangeError("HKDF derives at most one hash here");
    return hmac(toBytes(prk), toBytes(info), new Uint8Array([1])).slice(0, length);
  }
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): ArrayBuffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest()).buffer;
}

function toBytes(input: Input): Uint8Array {
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}
