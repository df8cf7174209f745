/**
 * A second implementation of RFC 9180, which uses node:crypto only. The test checks this implementation with the test
 * vector of the RFC and then opens our sealed tokens with it. It shares no code with the product's implementation, so
 * a fault in either of the two is found.
 */
import { createDecipheriv, createECDH, createHmac } from "node:crypto";
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { expect, test } from "vitest";
import { createTokenOpener } from "./open.ts";

const P256_HKDF_SHA256 = 0x0010;
const HKDF_SHA256 = 0x0001;

function i2osp(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}

function hmac(key: Buffer, ...parts: Buffer[]): Buffer {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function labeledExtract(suiteId: Buffer, salt: Buffer, label: string, ikm: Buffer): Buffer {
  return hmac(salt, Buffer.from("HPKE-v1"), suiteId, Buffer.from(label), ikm);
}

/** Expand of RFC 5869 for at most one block. The lengths in this test need no more. */
function labeledExpand(
  suiteId: Buffer,
  prk: Buffer,
  label: string,
  info: Buffer,
  length: number,
): Buffer {
  const labeledInfo = [i2osp(length, 2), Buffer.from("HPKE-v1"), suiteId, Buffer.from(label), info];
  return hmac(prk, ...labeledInfo, i2osp(1, 1)).subarray(0, length);
}

function openByTheRfc(input: {
  aead: { id: number; cipher: "aes-128-gcm" | "aes-256-gcm"; keyBytes: number };
  privateKey: Buffer;
  enc: Buffer;
  info: Buffer;
  associatedData: Buffer;
  ciphertext: Buffer;
}): string {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(input.privateKey);
  const kemId = Buffer.concat([Buffer.from("KEM"), i2osp(P256_HKDF_SHA256, 2)]);
  const kemContext = Buffer.concat([input.enc, ecdh.getPublicKey()]);
  const none = Buffer.alloc(0);
  const eaePrk = labeledExtract(kemId, none, "eae_prk", ecdh.computeSecret(input.enc));
  const shared = labeledExpand(kemId, eaePrk, "shared_secret", kemContext, 32);

  const suiteId = Buffer.concat([
    Buffer.from("HPKE"),
    i2osp(P256_HKDF_SHA256, 2),
    i2osp(HKDF_SHA256, 2),
    i2osp(input.aead.id, 2),
  ]);
  const context = Buffer.concat([
    i2osp(0, 1),
    labeledExtract(suiteId, none, "psk_id_hash", none),
    labeledExtract(suiteId, none, "info_hash", input.info),
  ]);
  const secret = labeledExtract(suiteId, shared, "secret", none);
  const key = labeledExpand(suiteId, secret, "key", context, input.aead.keyBytes);
  const nonce = labeledExpand(suiteId, secret, "base_nonce", context, 12);

  const decipher = createDecipheriv(input.aead.cipher, key, nonce);
  decipher.setAAD(input.associatedData);
  decipher.setAuthTag(input.ciphertext.subarray(-16));
  const opened = [decipher.update(input.ciphertext.subarray(0, -16)), decipher.final()];
  return Buffer.concat(opened).toString("utf8");
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, "hex"));
}

// RFC 9180, appendix A.3.1: P-256, HKDF-SHA256, AES-128-GCM, base mode, sequence number 0.
const RFC = {
  privateKey: "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
  enc: "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
  info: "4f6465206f6e2061204772656369616e2055726e",
  associatedData: "436f756e742d30",
  ciphertext:
    "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
  plaintext: "Beauty is truth, truth beauty",
};

// Our own vector. Never change it: a stored token must open for ever. The private key is used only in this test.
const OURS = {
  keyId: "19a64cd925d7f397",
  privateKey: "6Yxb37qvhzh2bHZA2R3WN3VS6HG9lSptcdP6NvGNq-0",
  connectionId: "0199a0b0-0000-7000-8000-000000000001",
  credentialId: "0199a0b0-0000-7000-8000-0000000000c1",
  enc: "BAzFNFqNGH6_EMGdwpEzMdJaMZHphbift52xGNBCAx7liiUkt7_Ork3j4sRYJFULQ_FVUaiW3TFifKgSGQbhDWs",
  ciphertext: "qAkggBf135ta4X0GOvJteaZDrFrxNuZSrZiqOOYrzlolTP8r6SYBRYlk5IeFgA",
  token: "vector-token-äöü-0123456789",
};

test("the second reading opens the RFC's own vector", () => {
  const opened = openByTheRfc({
    aead: { id: 1, cipher: "aes-128-gcm", keyBytes: 16 },
    privateKey: Buffer.from(RFC.privateKey, "hex"),
    enc: Buffer.from(RFC.enc, "hex"),
    info: Buffer.from(RFC.info, "hex"),
    associatedData: Buffer.from(RFC.associatedData, "hex"),
    ciphertext: Buffer.from(RFC.ciphertext, "hex"),
  });
  expect(opened).toBe(RFC.plaintext);
});

test("the library opens the RFC's own vector", async () => {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });
  const opened = await suite.open(
    {
      recipientKey: await suite.kem.deserializePrivateKey(fromHex(RFC.privateKey)),
      enc: fromHex(RFC.enc),
      info: fromHex(RFC.info),
    },
    fromHex(RFC.ciphertext),
    fromHex(RFC.associatedData),
  );
  expect(new TextDecoder().decode(opened)).toBe(RFC.plaintext);
});

test("the second reading opens a stored token as the README describes it", () => {
  const fields = [OURS.connectionId, OURS.credentialId, OURS.keyId].map((id) => Buffer.from(id));
  const opened = openByTheRfc({
    aead: { id: 2, cipher: "aes-256-gcm", keyBytes: 32 },
    privateKey: Buffer.from(OURS.privateKey, "base64url"),
    enc: Buffer.from(OURS.enc, "base64url"),
    info: Buffer.from("churned/token/v1"),
    associatedData: Buffer.concat(fields.flatMap((field) => [i2osp(field.length, 2), field])),
    ciphertext: Buffer.from(OURS.ciphertext, "base64url"),
  });
  expect(opened).toBe(OURS.token);
});

test("a token stored by the first version still opens", async () => {
  const opener = createTokenOpener(`${OURS.keyId}.${OURS.privateKey}`);
  const sealed = {
    keyId: OURS.keyId,
    credentialId: OURS.credentialId,
    enc: OURS.enc,
    ciphertext: OURS.ciphertext,
  };
  expect(await opener.openToken({ sealed, connectionId: OURS.connectionId })).toBe(OURS.token);
});
