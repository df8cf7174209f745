/**
 * One event stream for all tabs of a browser. The tab that holds a browser lock receives the events and forwards them
 * to the other tabs. When this tab closes, the next tab takes over. No event is stored, so pages read again each time
 * the stream opens.
 */
import { listen, type Listening, type StreamEvents } from "./reconnect-stream.ts";

type Note =
  | { kind: "event"; text: string }
  | { kind: "opened" }
  | { kind: "heard" }
  | { kind: "lost"; heardAt: number }
  | { kind: "signed_out" }
  | { kind: "refused" }
  /** A new tab asks for the current state. */
  | { kind: "hello" }
  /** A tab says that the API answered a call while the stream is lost. */
  | { kind: "try" };

export interface Stream {
  /** Reports that the API answers, so that a lost stream is opened now and not after its waiting time. */
  tryNow: () => void;
  leave: () => void;
}

/** `scope` separates two people who use the same browser. */
export function connectStream(scope: string, listener: StreamEvents): Stream {
  const channel = new BroadcastChannel(`live:${scope}`);
  const left = new AbortController();
  /** Set only in the tab that has the stream. */
  let listening: Listening | undefined;
  let latest: Note | undefined;

  function hear(note: Note): void {
    switch (note.kind) {
      case "event":
        listener.onEvent(note.text);
        break;
      case "opened":
        listener.onOpened();
        break;
      case "heard":
        listener.onHeard();
        break;
      case "lost":
        listener.onLost(note.heardAt);
        break;
      case "signed_out":
        listener.onSignedOut();
        break;
      case "refused":
        listener.onRefused();
        break;
      case "hello":
        if (listening !== undefined && latest !== undefined) post(channel, latest);
        break;
      case "try":
        listening?.tryNow();
        break;
    }
  }
  function tell(note: Note): void {
    if (note.kind === "heard" || note.kind === "lost") latest = note;
    post(channel, note);
    hear(note);
  }

  channel.addEventListener("message", (message: MessageEvent<Note>) => hear(message.data));
  post(channel, { kind: "hello" });

  const lead = (): Promise<void> => {
    listening = listen(left.signal, {
      onEvent: (text) => tell({ kind: "event", text }),
      onOpened: () => tell({ kind: "opened" }),
      onHeard: () => tell({ kind: "heard" }),
      onLost: (heardAt) => tell({ kind: "lost", heardAt }),
      onSignedOut: () => tell({ kind: "signed_out" }),
      onRefused: () => tell({ kind: "refused" }),
    });
    // The tab keeps the lock until it closes.
    return new Promise((resolve) => left.signal.addEventListener("abort", () => resolve()));
  };
  // Without the Web Locks API (plain http on another machine), each tab has its own stream.
  const leading =
    "locks" in navigator
      ? navigator.locks.request(`live:${scope}`, { signal: left.signal }, lead)
      : lead();
  leading.catch(() => undefined);

  return {
    tryNow: () => {
      // The browser slows down the timers of a tab in the background; a message wakes it at once.
      if (listening === undefined) post(channel, { kind: "try" });
      else listening.tryNow();
    },
    leave: () => {
      left.abort();
      channel.close();
    },
  };
}

function post(channel: BroadcastChannel, note: Note): void {
  // A BroadcastChannel reaches only this origin. The rule is about `window.postMessage`.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage(note);
}
