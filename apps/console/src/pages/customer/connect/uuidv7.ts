/** A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then randomness; later ids sort after earlier ones. */
export function makeUuidv7(
  nowMs = Date.now(),
  random = crypto.getRandomValues(new Uint8Array(10)),
) {
  const time = nowMs.toString(16).padStart(12, "0");
  const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = ((Number.parseInt(hex.charAt(4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(1, 4)}-${variant}${hex.slice(5, 8)}-${hex.slice(8)}`;
}
