import type { ResponseOf } from "@churned/domain/wire";

/** A real public key, which a browser can seal to. */
export async function makeSealingKey(): Promise<ResponseOf<"getSealingKey">> {
  const { publicKey } = await crypto.subtle.generateKey(
    { name: "ECDH", namedCurve: "P-256" },
    true,
    ["deriveBits"],
  );
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return {
    keyId: "0123456789abcdef",
    publicKey: btoa(String.fromCharCode(...point))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", ""),
  };
}
