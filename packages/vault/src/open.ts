/**
 * Opens sealed tokens. Only the worker imports this file.
 *
 * A sealed token opens only for the connection, the credential and the key that it was sealed for. All three ids are
 * associated data, which the caller takes from the row. So a sealed token that was copied to another row does not
 * open.
 */
import type { CipherSuite } from "@hpke/core";
import { VaultError } from "./errors.ts";
import { deriveKeyId, derivePublicKey } from "./key-pair.ts";
import { formatPublicKey, type SealedToken } from "./seal.ts";
import { makeAssociatedData } from "./associated-data.ts";
import { createSuite, makeInfo, PUBLIC_KEY_BYTES } from "./suite.ts";
import { decodeBase64Url, parseKeyText, type Bytes } from "./text.ts";

export { VaultError, type VaultErrorCode } from "./errors.ts";
export { fingerprintToken, lastFour } from "./fingerprint.ts";
export type { SealedToken } from "./seal.ts";

/** Opens tokens that are sealed to any key of the ring. The ring is the list of keys in `SEALING_KEYS`. */
export type TokenOpener = {
  /** The first public key of the ring in text form. The API must serve this key. */
  currentPublicKey: string;
  /** The ids of all keys in the ring. The current key is the first. */
  keyIds: string[];
  /** Returns the token. Throws `VaultError`: `UNKNOWN_KEY`, `DOES_NOT_OPEN` or `MALFORMED`. Retrying never helps. */
  openToken: (input: { sealed: SealedToken; connectionId: string }) => Promise<string>;
};

type RingKey = { keyId: string; publicKey: Bytes; privateKey: Bytes; recipient?: Recipient };

/** The suite and a key of the ring, imported for the suite. Made for the first token and kept for the next tokens. */
type Recipient = Promise<{
  suite: CipherSuite;
  recipientKey: { publicKey: ImportedKey; privateKey: ImportedKey };
}>;
type ImportedKey = Awaited<ReturnType<CipherSuite["kem"]["deserializePrivateKey"]>>;

/**
 * Makes the opener from `SEALING_KEYS`: a comma list of `<keyId>.<base64url private key>` that starts with the
 * current key. Throws `VaultError` `MALFORMED`, with the position of the bad key, where a key is not a P-256 key,
 * where an id does not follow from its key, or where two keys have the same id.
 */
export function createTokenOpener(sealingKeys: string): TokenOpener {
  const keys = sealingKeys.split(",").map((text, index) => parseRingKey(text.trim(), index + 1));
  const ring = new Map(keys.map((key) => [key.keyId, key]));
  const [current] = keys;
  if (current === undefined || ring.size !== keys.length) {
    throw new VaultError("MALFORMED", "sealing keys repeat a key");
  }
  return {
    currentPublicKey: formatPublicKey(current),
    keyIds: [...ring.keys()],
    openToken: async ({ sealed, connectionId }) => {
      const key = ring.get(sealed.keyId);
      if (key === undefined) {
        throw new VaultError("UNKNOWN_KEY", "sealed to a key this worker does not have");
      }
      return openWith(key, sealed, connectionId);
    },
  };
}

async function openWith(key: RingKey, sealed: SealedToken, connectionId: string): Promise<string> {
  const enc = decodeBase64Url(sealed.enc, "enc");
  const ciphertext = decodeBase64Url(sealed.ciphertext, "ciphertext");
  if (enc.length !== PUBLIC_KEY_BYTES) {
    throw new VaultError("MALFORMED", "enc is not a P-256 point");
  }
  const associatedData = makeAssociatedData({
    connectionId,
    credentialId: sealed.credentialId,
    keyId: key.keyId,
  });
  try {
    const { suite, recipientKey } = await (key.recipient ??= makeRecipient(key));
    const opened = await suite.open(
      { recipientKey, enc, info: makeInfo() },
      ciphertext,
      associatedData,
    );
    // ignoreBOM keeps a leading U+FEFF, so that the opened text equals the sealed text.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(opened);
  } catch {
    // We drop the library's error on purpose: every failure to open gives the same answer.
    throw new VaultError("DOES_NOT_OPEN", "sealed token does not open here");
  }
}

async function makeRecipient(key: RingKey): Recipient {
  const suite = createSuite();
  return {
    suite,
    recipientKey: {
      publicKey: await suite.kem.deserializePublicKey(key.publicKey),
      privateKey: await suite.kem.deserializePrivateKey(key.privateKey),
    },
  };
}

function parseRingKey(text: string, position: number): RingKey {
  const what = `sealing key ${position}`;
  const { keyId, bytes: privateKey } = parseKeyText(text, what);
  let publicKey: Bytes;
  try {
    if (privateKey.length !== 32) throw new RangeError();
    publicKey = derivePublicKey(privateKey);
  } catch {
    throw new VaultError("MALFORMED", `${what} is not a P-256 private key`);
  }
  if (deriveKeyId(publicKey) !== keyId) {
    throw new VaultError("MALFORMED", `${what} does not belong to its id`);
  }
  return { keyId, publicKey, privateKey };
}
