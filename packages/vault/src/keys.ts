import { createECDH, randomBytes } from "node:crypto";
import { deriveKeyId } from "./key-pair.ts";
import { encodeBase64Url } from "./text.ts";

/**
 * Makes a sealing key pair in text form: `publicKey` goes to `SEALING_PUBLIC_KEY`, `privateKey` in front
 * of the comma list in `SEALING_KEYS`. Keep older private keys in the list until nothing is sealed to them.
 */
export function generateSealingKeyPair(): {
  keyId: string;
  publicKey: string;
  privateKey: string;
} {
  const ecdh = createECDH("prime256v1");
  const point = new Uint8Array(ecdh.generateKeys());
  // OpenSSL drops leading zero bytes of the scalar (one key in 256); the text form always has 32.
  const scalar = new Uint8Array(32);
  const digits = ecdh.getPrivateKey();
  scalar.set(digits, 32 - digits.length);
  const keyId = deriveKeyId(point);
  return {
    keyId,
    publicKey: `${keyId}.${encodeBase64Url(point)}`,
    privateKey: `${keyId}.${encodeBase64Url(scalar)}`,
  };
}

/** Makes a `FINGERPRINT_KEY`: 32 random bytes, base64url. Changing it makes all old fingerprints incomparable. */
export function generateFingerprintKey(): string {
  return encodeBase64Url(new Uint8Array(randomBytes(32)));
}
