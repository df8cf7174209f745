/** Reading an answer's body with a cap, and judging bytes without parsing them. */

/** Thrown by `readBody` when a body is larger than the cap. */
export class BodyTooLargeError extends Error {}

/** Reads a body to its end, at most `maxBytes` of it (uncompressed). Throws `BodyTooLargeError` beyond. */
export async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  if (isKnownToFit(response.headers, maxBytes)) {
    const whole = await response.arrayBuffer();
    if (whole.byteLength > maxBytes) throw new BodyTooLargeError();
    return new Uint8Array(whole);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the transfer.
    if (size > maxBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  const only = chunks[0];
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** A length that the transport itself enforces. A compressed body's says nothing of its size. */
function isKnownToFit(headers: Headers, maxBytes: number): boolean {
  const length = headers.get("content-length");
  return length !== null && !headers.has("content-encoding") && Number(length) <= maxBytes;
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
