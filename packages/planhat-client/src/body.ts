/** Reading an answer's body with a cap, and judging bytes without parsing them. */

/** Thrown by `readBody` when a body is larger than the cap. */
export class BodyTooLargeError extends Error {}

/** Reads a body to its end, at most `maxBytes` of it (uncompressed). Throws `BodyTooLargeError` beyond. A byte order
 *  mark is left out, for whoever parses the bytes and whoever passes them on. Copies the body once, where
 *  `arrayBuffer()` does twice in Node; reads by a reader, for not every browser iterates streams. */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return withoutMark(join(chunks, size));
    size += value.byteLength;
    if (size > maxBytes) {
      // Ends the transfer. It may fail as the body does, and says nothing new.
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

/** U+FEFF in UTF-8. A decoder of text drops it at the beginning; JSON must not have it, and PostgreSQL refuses it. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? bytes.subarray(3) : bytes;
}

const OPENING = "[".charCodeAt(0);
const CLOSING = "]".charCodeAt(0);

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Whether bytes look like a whole JSON array from their first and last character alone. */
export function judgeArrayBytes(bytes: Uint8Array): "array" | "truncated" | "not_an_array" {
  let first = 0;
  while (isSpace(bytes[first])) first += 1;
  if (bytes[first] !== OPENING) return "not_an_array";
  let last = bytes.length - 1;
  while (isSpace(bytes[last])) last -= 1;
  return last > first && bytes[last] === CLOSING ? "array" : "truncated";
}
