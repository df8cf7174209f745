import { VaultError } from "./errors.ts";
import { encodeUtf8, type Bytes } from "./text.ts";

/**
 * The associated data to which a sealed token is bound: the connection id, the credential id and the key id. Each is a
 * two-byte big-endian length and then its UTF-8 bytes, so that two different triples never give the same bytes.
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
