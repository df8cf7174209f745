/**
 * One event stream for all tabs of a browser: the tab that holds the lock listens and passes on, and when it closes
 * the next one takes over. The stream keeps nothing, so every (re)opening says `opened` and pages read again.
 */
import { eventsPath } from "@churned/domain/routes";

export type StreamState = "connecting" | "open" | "lost";

export interface StreamListener {
  /** The text of an event. */
  onEvent: (text: string) => void;
  /** The stream is open (again): whatever happened before was not heard. */
  onOpened: () => void;
  /** The API answered, but with no stream. */
  onRefused: () => void;
  onState: (state: StreamState) => void;
}

type Note =
  | { kind: "event"; text: string }
  | { kind: "opened" }
  | { kind: "refused" }
  | { kind: "state"; state: StreamState }
  | { kind: "hello" };

const firstRetryMs = 1_000;
const lastRetryMs = 30_000;

/** `scope` keeps two people who share a browser apart. The returned function leaves the stream. */
export function connectStream(scope: string, listener: StreamListener): () => void {
  const channel = new BroadcastChannel(`live:${scope}`);
  const left = new AbortController();
  let isLeader = false;
  let state: StreamState = "connecting";

  function hear(note: Note): void {
    switch (note.kind) {
      case "event":
        listener.onEvent(note.text);
        break;
      case "opened":
        listener.onOpened();
        break;
      case "refused":
        listener.onRefused();
        break;
      case "state":
        state = note.state;
        listener.onState(note.state);
        break;
      case "hello":
        if (isLeader) post(channel, { kind: "state", state });
        break;
    }
  }
  function tell(note: Note): void {
    post(channel, note);
    hear(note);
  }

  channel.addEventListener("message", (message: MessageEvent<Note>) => hear(message.data));
  post(channel, { kind: "hello" });

  const lead = async (): Promise<void> => {
    isLeader = true;
    await listen(left.signal, tell);
  };
  // Without locks (plain http on another machine) each tab listens for itself.
  const leading =
    "locks" in navigator
      ? navigator.locks.request(`live:${scope}`, { signal: left.signal }, lead)
      : lead();
  leading.catch(() => undefined);

  return () => {
    left.abort();
    channel.close();
  };
}

function post(channel: BroadcastChannel, note: Note): void {
  // A channel reaches this origin alone; the rule means windows, which have an argument for it.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage(note);
}

/** Listens until aborted, opening the stream again whenever the browser gives it up. */
function listen(signal: AbortSignal, tell: (note: Note) => void): Promise<void> {
  const pass = (message: MessageEvent<string>): void => tell({ kind: "event", text: message.data });
  return new Promise((resolve) => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let retryMs = firstRetryMs;

    function open(): void {
      clearTimeout(retry);
      source?.close();
      source = new EventSource(eventsPath);
      source.addEventListener("message", pass);
      // The API could not tell everything it had to tell.
      source.addEventListener("resync", () => tell({ kind: "opened" }));
      source.addEventListener("open", () => {
        retryMs = firstRetryMs;
        tell({ kind: "state", state: "open" });
        tell({ kind: "opened" });
      });
      source.addEventListener("error", () => {
        tell({ kind: "state", state: "lost" });
        // The browser tries again by itself after a cut line, but not after an answer that is no stream.
        if (source?.readyState !== EventSource.CLOSED) return;
        tell({ kind: "refused" });
        retry = setTimeout(open, retryMs);
        retryMs = Math.min(retryMs * 2, lastRetryMs);
      });
    }

    globalThis.addEventListener("online", open, { signal });
    signal.addEventListener("abort", () => {
      clearTimeout(retry);
      source?.close();
      resolve();
    });
    open();
  });
}
