import { describe, expect, test } from "vitest";
import { generateFingerprintKey, generateSealingKeyPair } from "./keys.ts";
import { createTokenOpener, fingerprintToken, lastFour, VaultError } from "./open.ts";
import { formatPublicKey, parsePublicKey, sealToken, type SealedToken } from "./seal.ts";

const TOKEN = "pht_4f9a-secret-token-for-tests-0007";
const CONNECTION = "0199a0b0-0000-7000-8000-000000000001";
const OTHER = "0199a0b0-0000-7000-8000-000000000002";
const CREDENTIAL = "0199a0b0-0000-7000-8000-0000000000c1";

async function setUp(token = TOKEN) {
  const keys = generateSealingKeyPair();
  const sealed = await sealToken({
    publicKey: keys.publicKey,
    connectionId: CONNECTION,
    credentialId: CREDENTIAL,
    token,
  });
  return { keys, sealed, opener: createTokenOpener(keys.privateKey) };
}

async function refusalOf(run: () => unknown): Promise<VaultError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

function flipLastBit(base64Url: string): string {
  const bytes = Buffer.from(base64Url, "base64url");
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString("base64url");
}

function cutLastByte(base64Url: string): string {
  return Buffer.from(base64Url, "base64url").subarray(0, -1).toString("base64url");
}

describe("a sealed token", () => {
  test.each([TOKEN, "", "\u{FEFF}with a mark", "😀 ünïcode", "x".repeat(40_000)])(
    "opens to exactly what was sealed",
    async (token) => {
      const { sealed, opener } = await setUp(token);
      expect(await opener.openToken({ sealed, connectionId: CONNECTION })).toBe(token);
    },
  );

  test("never has the same bytes twice and never shows the token", async () => {
    const { keys, sealed } = await setUp();
    const again = await sealToken({
      publicKey: keys.publicKey,
      connectionId: CONNECTION,
      credentialId: CREDENTIAL,
      token: TOKEN,
    });
    expect(again.enc).not.toBe(sealed.enc);
    expect(again.ciphertext).not.toBe(sealed.ciphertext);
    expect(Buffer.from(sealed.ciphertext, "base64url").includes(TOKEN)).toBe(false);
  });

  test.each<[string, (sealed: SealedToken) => { sealed: SealedToken; connectionId: string }]>([
    ["copied to another connection", (sealed) => ({ sealed, connectionId: OTHER })],
    [
      "given another credential id",
      (sealed) => ({ sealed: { ...sealed, credentialId: OTHER }, connectionId: CONNECTION }),
    ],
    [
      "with a flipped bit in its ciphertext",
      (sealed) => ({
        sealed: { ...sealed, ciphertext: flipLastBit(sealed.ciphertext) },
        connectionId: CONNECTION,
      }),
    ],
    [
      "with a flipped bit in its enc",
      (sealed) => ({
        sealed: { ...sealed, enc: flipLastBit(sealed.enc) },
        connectionId: CONNECTION,
      }),
    ],
    [
      "cut short by a byte",
      (sealed) => ({
        sealed: { ...sealed, ciphertext: cutLastByte(sealed.ciphertext) },
        connectionId: CONNECTION,
      }),
    ],
    [
      "with an empty ciphertext",
      (sealed) => ({ sealed: { ...sealed, ciphertext: "" }, connectionId: CONNECTION }),
    ],
  ])("does not open when %s", async (_name, alter) => {
    const { sealed, opener } = await setUp();
    const refusal = await refusalOf(() => opener.openToken(alter(sealed)));
    expect(refusal.code).toBe("DOES_NOT_OPEN");
  });

  test("does not open under another key of the ring when its key id is changed", async () => {
    const { keys, sealed } = await setUp();
    const other = generateSealingKeyPair();
    const opener = createTokenOpener(`${keys.privateKey},${other.privateKey}`);
    const refusal = await refusalOf(() =>
      opener.openToken({ sealed: { ...sealed, keyId: other.keyId }, connectionId: CONNECTION }),
    );
    expect(refusal.code).toBe("DOES_NOT_OPEN");
  });

  test("opens with a retired key that is still in the ring, and not once it is gone", async () => {
    const { keys, sealed } = await setUp();
    const next = generateSealingKeyPair();
    const rotated = createTokenOpener(`${next.privateKey}, ${keys.privateKey}`);
    expect(rotated.currentPublicKey).toBe(next.publicKey);
    expect(rotated.keyIds).toEqual([next.keyId, keys.keyId]);
    expect(await rotated.openToken({ sealed, connectionId: CONNECTION })).toBe(TOKEN);

    const without = createTokenOpener(next.privateKey);
    const refusal = await refusalOf(() => without.openToken({ sealed, connectionId: CONNECTION }));
    expect(refusal.code).toBe("UNKNOWN_KEY");
  });

  test.each<[string, Partial<SealedToken>]>([
    ["padding", { ciphertext: "AAAAAAAAAAAAAAAAAAAAAA==" }],
    ["stray trailing bits", { ciphertext: "AAAAAAAAAAAAAAAAAAAAAB" }],
    ["a blank", { ciphertext: "AAAA AAAA" }],
    ["an enc of another length", { enc: "AAAA" }],
  ])("is malformed with %s", async (_name, change) => {
    const { sealed, opener } = await setUp();
    const refusal = await refusalOf(() =>
      opener.openToken({ sealed: { ...sealed, ...change }, connectionId: CONNECTION }),
    );
    expect(refusal.code).toBe("MALFORMED");
  });
});

describe("an error", () => {
  test("carries neither token nor key material, whatever went wrong", async () => {
    const { keys, sealed, opener } = await setUp();
    const [keyId = "", secret = ""] = keys.privateKey.split(".");
    const runs = [
      () => opener.openToken({ sealed, connectionId: OTHER }),
      () => opener.openToken({ sealed: { ...sealed, keyId: "0".repeat(16) }, connectionId: OTHER }),
      () => opener.openToken({ sealed: { ...sealed, enc: TOKEN }, connectionId: CONNECTION }),
      () => createTokenOpener(`${keyId}.${secret}${secret}`),
      () => createTokenOpener(`${"0".repeat(16)}.${secret}`),
      () => createTokenOpener(`${keys.privateKey},${keys.privateKey}`),
      () => createTokenOpener(secret),
      () => fingerprintToken(TOKEN, TOKEN),
      () => sealToken({ publicKey: TOKEN, connectionId: OTHER, credentialId: OTHER, token: TOKEN }),
    ];
    for (const run of runs) {
      const refusal = await refusalOf(run);
      const text = `${refusal.stack} ${JSON.stringify(refusal)} ${String(refusal.cause)}`;
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(secret);
      expect(text).not.toContain(sealed.ciphertext);
    }
  });
});

describe("keys", () => {
  test("keep their text form through parse and format", () => {
    const { publicKey } = generateSealingKeyPair();
    const parsed = parsePublicKey(publicKey);
    expect(formatPublicKey(parsed)).toBe(publicKey);
    expect(formatPublicKey({ keyId: parsed.keyId, publicKey: publicKey.split(".")[1] ?? "" })).toBe(
      publicKey,
    );
  });

  test("are refused when the id is another key's, when repeated, and when not a key", () => {
    const [one, two] = [generateSealingKeyPair(), generateSealingKeyPair()];
    const secret = two.privateKey.split(".")[1] ?? "";
    const mixed = `${one.keyId}.${secret}`;
    for (const ring of [
      "",
      "x",
      mixed,
      `${one.privateKey},${one.privateKey}`,
      `${one.keyId}.AAAA`,
    ]) {
      expect(() => createTokenOpener(ring)).toThrow(VaultError);
    }
  });

  test("refuse to seal to a point that is not on the curve", async () => {
    const { publicKey } = generateSealingKeyPair();
    const [keyId = "", point = ""] = publicKey.split(".");
    const offCurve = `${keyId}.${flipLastBit(point)}`;
    const refusal = await refusalOf(() =>
      sealToken({ publicKey: offCurve, connectionId: OTHER, credentialId: OTHER, token: TOKEN }),
    );
    expect(refusal.code).toBe("MALFORMED");
  });
});

describe("a fingerprint", () => {
  test("is the same for the same token and differs by token and by key", () => {
    const [key, otherKey] = [generateFingerprintKey(), generateFingerprintKey()];
    expect(fingerprintToken(TOKEN, key)).toBe(fingerprintToken(TOKEN, key));
    expect(fingerprintToken(TOKEN, key)).not.toBe(fingerprintToken(`${TOKEN} `, key));
    expect(fingerprintToken(TOKEN, key)).not.toBe(fingerprintToken(TOKEN, otherKey));
  });

  test("is HMAC-SHA256 as RFC 4231 has it", () => {
    // Test case 1 of RFC 4231. Zeros pad its 20-byte key to our 32 bytes. HMAC pads with zeros too, so the result is
    // the same.
    const key = Buffer.concat([Buffer.alloc(20, 0x0b), Buffer.alloc(12)]).toString("base64url");
    expect(Buffer.from(fingerprintToken("Hi There", key), "base64url").toString("hex")).toBe(
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    );
  });

  test("shows four characters of a token, and none of one too short to hide the rest", () => {
    expect(lastFour(TOKEN)).toBe("0007");
    expect(lastFour("short")).toBe("");
  });
});
