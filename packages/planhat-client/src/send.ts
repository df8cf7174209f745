/** How a request is sent. `sendByFetch` runs everywhere; a program may pass a `Send` of its own HTTP client. */

import { readBody } from "./body.ts";

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: AnswerHeaders;
}

/** The headers of an answer. Names are in lower case. */
export interface AnswerHeaders {
  /** The value, or null if the header is missing. Several values are joined with `, `. */
  get(name: string): string | null;
  has(name: string): boolean;
}

/** A GET request to send. */
export interface Sending {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Must be called once, when the answer begins. Returns the maximum size of the uncompressed body. */
  readonly onHead: (head: AnswerHead) => number;
}

/**
 * Sends a request and returns the uncompressed body. Follows no redirect. Throws `BodyTooLargeError` if the body is
 * larger than the maximum, and the error of the network otherwise; its `code`, or that of its causes, tells the reason.
 * Rejects when the signal aborts.
 */
export type Send = (sending: Sending) => Promise<Uint8Array>;

/** Sends with `fetch`. */
export function sendByFetch(fetch: typeof globalThis.fetch): Send {
  return async ({ url, headers, signal, onHead }) => {
    // Not "error", which fetch would report as a network failure. A redirect counts as an answer and is not followed.
    const response = await fetch(url, { method: "GET", headers, redirect: "manual", signal });
    return await readBody(response, onHead(response));
  };
}
