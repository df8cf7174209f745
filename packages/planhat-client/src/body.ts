/** Reads the body of an answer up to a maximum size, and judges bytes without parsing them. */

/** Thrown by `readBody` if a body is larger than the maximum. */
export class BodyTooLargeError extends Error {}

/**
 * Reads a body of at most `maxBytes` (uncompressed). Throws `BodyTooLargeError` for a larger body. Copies the body
 * once, while `arrayBuffer()` in Node copies the body twice. Uses a reader, because not every browser can iterate over
 * streams.
 */
export async function readBody(
  response: Pick<Response, "body">,
  maxBytes: number,
): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return join(chunks, size);
    size += value.byteLength;
    if (size > maxBytes) {
      // Ends the transfer. An error of `cancel` adds nothing to the error that is thrown.
      reader.cancel().catch(() => {});
      throw new BodyTooLargeError();
    }
    chunks.push(value);
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** Removes a byte order mark (U+FEFF in UTF-8). JSON must not have a byte order mark, and PostgreSQL refuses it. */
export function withoutMark(bytes: Uint8Array): Uint8Array {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? bytes.subarray(3) : bytes;
}

const OPENING = "[".charCodeAt(0);
const CLOSING = "]".charCodeAt(0);

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether bytes are a complete JSON array, judged only by their first and last character. */
export function judgeArrayBytes(bytes: Uint8Array): "array" | "truncated" | "not_an_array" {
  let first = 0;
  while (isSpace(bytes[first])) first += 1;
  if (bytes[first] !== OPENING) return "not_an_array";
  let last = bytes.length - 1;
  while (isSpace(bytes[last])) last -= 1;
  return last > first && bytes[last] === CLOSING ? "array" : "truncated";
}
