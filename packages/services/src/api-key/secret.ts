/**
 * The secret of an API key: `chk_`, a random number of 256 bits in hexadecimal form, and the CRC-32 of that text. A
 * program that looks for leaked secrets finds it by its form, and the checksum shows that a text is no mere example.
 */
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const prefix = "chk_";
const form = /^chk_([\da-f]{64})([\da-f]{8})$/;

const checksum = (random: string): string => crc32(random).toString(16).padStart(8, "0");

export function makeApiKeySecret(): string {
  const random = randomBytes(32).toString("hex");
  return `${prefix}${random}${checksum(random)}`;
}

/** Whether a text has the form and the checksum of a secret. Other texts need no look into the database. */
export function isApiKeySecret(text: string): boolean {
  const [, random = "", sum] = form.exec(text) ?? [];
  return sum === checksum(random);
}

/** A plain SHA-256 is enough, because nobody can guess a random number of 256 bits. */
export function hashApiKeySecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
