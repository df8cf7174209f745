/**
 * One stream of events to one client. For a client that reads too slowly, at most `bufferedEvents` events wait. Then
 * one event tells the client to read everything again.
 */
const bufferedEvents = 256;
const encoder = new TextEncoder();
// A beat is an event and not a comment line of SSE, because the browser hides comment lines from the page. A page
// that receives no beats knows that its connection is dead.
const beat = encoder.encode("event: beat\ndata: {}\n\n");
const signOut = encoder.encode("event: sign-out\ndata: {}\n\n");
const resync = encoder.encode("event: resync\ndata: {}\n\n");
// How long the browser waits before it opens a lost stream again.
const opening = encoder.encode("retry: 2000\n: open\n\n");

export interface ChangeStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly send: (chunk: Uint8Array) => void;
  readonly sendBeat: () => void;
  /** Tells the page to read everything again. */
  readonly sendResync: () => void;
  /** Tells the page to show nothing any more, and ends the stream. */
  readonly signOut: () => void;
  readonly end: () => void;
}

/** An event in the form in which streams send it. */
export function encodeEvent(event: object): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify(event)}\n\n`);
}

/** Opens a stream. Calls `onEnd` once, when we end the stream or when the client disconnects. */
export function openChangeStream(onEnd: () => void): ChangeStream {
  let hasMissed = false;
  let isEnded = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const isFull = (): boolean => (controller?.desiredSize ?? 0) <= 0;

  function letGo(): void {
    isEnded = true;
    onEnd();
  }
  function send(chunk: Uint8Array): void {
    if (isEnded) return;
    if (isFull()) hasMissed = true;
    else controller?.enqueue(chunk);
  }

  function end(): void {
    if (isEnded) return;
    letGo();
    controller?.close();
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
        own.enqueue(opening);
      },
      pull(own) {
        if (!hasMissed || isEnded) return;
        hasMissed = false;
        own.enqueue(resync);
      },
      cancel: letGo,
    },
    new CountQueuingStrategy({ highWaterMark: bufferedEvents }),
  );
  return {
    body,
    send,
    sendBeat: () => {
      if (!isFull()) send(beat);
    },
    sendResync: () => send(resync),
    signOut: () => {
      if (!isEnded) controller?.enqueue(signOut);
      end();
    },
    end,
  };
}
