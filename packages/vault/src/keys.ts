import { createECDH, randomBytes } from "node:crypto";
import { deriveKeyId } from "./key-pair.ts";
import { encodeBase64Url } from "./text.ts";

/**
 * Makes a sealing key pair in text form. `publicKey` is the value of `SEALING_PUBLIC_KEY`. Put `privateKey` in front
 * of the comma list in `SEALING_KEYS`. Keep an older private key in the list while any token is sealed to it.
 */
export function generateSealingKeyPair(): {
  keyId: string;
  publicKey: string;
  privateKey: string;
} {
  const ecdh = createECDH("prime256v1");
  const point = new Uint8Array(ecdh.generateKeys());
  // OpenSSL drops leading zero bytes of the scalar (in one key of 256). The text form always has 32 bytes.
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

/** Makes a `FINGERPRINT_KEY`: 32 random bytes in base64url. Fingerprints under different keys cannot be compared. */
export function generateFingerprintKey(): string {
  return encodeBase64Url(new Uint8Array(randomBytes(32)));
}
