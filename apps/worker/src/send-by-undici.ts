/**
 * Sends the calls to Planhat with undici's `dispatch`, the layer below `fetch`. The streams and the objects of `fetch`
 * take two thirds of the processor time of a small call.
 */
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { AnswerHeaders, Send } from "@churned/planhat-client";
import { BodyTooLargeError } from "@churned/planhat-client";
import { Agent, EnvHttpProxyAgent } from "undici";
import type { Dispatcher } from "undici";

/** The ways in which a server may compress a body, by the value of the header `content-encoding`. */
const unpackers = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;
const accepted = Object.keys(unpackers).join(", ");

/**
 * Makes a sender with its own connections, which stay open between calls. With `usesEnvProxy`, calls go through the
 * proxy that the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. Node does this only for its own `fetch`.
 */
export function createSender({ usesEnvProxy }: { readonly usesEnvProxy: boolean }): {
  readonly send: Send;
  readonly close: () => Promise<void>;
} {
  const agent = usesEnvProxy ? new EnvHttpProxyAgent() : new Agent();
  return { send: (sending) => receive(agent, sending), close: () => agent.destroy() };
}

async function receive(agent: Dispatcher, sending: Parameters<Send>[0]): Promise<Uint8Array> {
  let maxBytes = 0;
  let encoding: string | null = null;
  const packed = await exchange(agent, {
    ...sending,
    onHead: (head) => {
      encoding = head.headers.get("content-encoding");
      maxBytes = sending.onHead(head);
      return maxBytes;
    },
  });
  return await unpack(packed, encoding, maxBytes);
}

/** Resolves with the body as it was sent. */
function exchange(agent: Dispatcher, sending: Parameters<Send>[0]): Promise<Buffer> {
  const { url, headers, signal, onHead } = sending;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  let maxBytes = 0;
  let controller: Dispatcher.DispatchController | undefined;
  const end = (error: Error): void => {
    signal.removeEventListener("abort", abort);
    reject(error);
    controller?.abort(error);
  };
  // The request may wait for its connection, so an abort does not wait for the controller.
  const abort = (): void => end(toError(signal.reason));
  if (signal.aborted) return Promise.reject(toError(signal.reason));
  signal.addEventListener("abort", abort, { once: true });
  agent.dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method: "GET",
      headers: { "accept-encoding": accepted, ...headers },
    },
    {
      onRequestStart: (given) => {
        controller = given;
        if (signal.aborted) given.abort(toError(signal.reason));
      },
      onResponseStart: (_, status, received) => {
        // Answers below 200 only announce the answer.
        if (status >= 200) maxBytes = onHead({ status, headers: readHeaders(received) });
      },
      onResponseData: (_, chunk) => {
        size += chunk.byteLength;
        if (size > maxBytes) end(new BodyTooLargeError());
        else chunks.push(chunk);
      },
      onResponseEnd: () => {
        signal.removeEventListener("abort", abort);
        resolve(Buffer.concat(chunks, size));
      },
      onResponseError: (_, error) => end(error),
    },
  );
  return promise;
}

/**
 * Uncompresses a body. The limit holds for the uncompressed body too, so that a small answer cannot fill the memory.
 */
async function unpack(
  packed: Buffer,
  encoding: string | null,
  maxBytes: number,
): Promise<Uint8Array> {
  const name = encoding?.toLowerCase() ?? "";
  const unpacker = Object.hasOwn(unpackers, name)
    ? unpackers[name as keyof typeof unpackers]
    : undefined;
  if (unpacker === undefined || packed.byteLength === 0) return packed;
  try {
    return await unpacker(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge =
      error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw isTooLarge ? new BodyTooLargeError() : error;
  }
}

function readHeaders(received: Record<string, string | string[] | undefined>): AnswerHeaders {
  return {
    get: (name) => {
      const value = received[name];
      return value === undefined ? null : [value].flat().join(", ");
    },
    has: (name) => received[name] !== undefined,
  };
}

const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error("The call was ended.", { cause: reason });
