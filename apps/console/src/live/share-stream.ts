/**
 * One event stream for all tabs of a browser: the tab that holds the lock listens and passes on, and when it closes
 * the next one takes over. The stream keeps nothing, so every (re)opening says `opened` and pages read again.
 */
import { listen, type Listening, type StreamEvents } from "./reconnect-stream.ts";

type Note =
  | { kind: "event"; text: string }
  | { kind: "opened" }
  | { kind: "heard" }
  | { kind: "lost"; heardAt: number }
  | { kind: "refused" }
  /** A tab that has just come asks how things are. */
  | { kind: "hello" }
  /** A tab was answered by the API while the stream is lost. */
  | { kind: "try" };

export interface Stream {
  /** Says that the API answers, so that a lost stream is opened now rather than after its wait. */
  tryNow: () => void;
  leave: () => void;
}

/** `scope` keeps two people who share a browser apart. */
export function connectStream(scope: string, listener: StreamEvents): Stream {
  const channel = new BroadcastChannel(`live:${scope}`);
  const left = new AbortController();
  /** Only in the tab that listens for all. */
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
      onRefused: () => tell({ kind: "refused" }),
    });
    // The lock is held until this tab leaves.
    return new Promise((resolve) => left.signal.addEventListener("abort", () => resolve()));
  };
  // Without locks (plain http on another machine) each tab listens for itself.
  const leading =
    "locks" in navigator
      ? navigator.locks.request(`live:${scope}`, { signal: left.signal }, lead)
      : lead();
  leading.catch(() => undefined);

  return {
    tryNow: () => {
      // A tab in the background wakes up rarely by its own clock, and at once by a note.
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
  // A channel reaches this origin alone; the rule means windows, which have an argument for it.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage(note);
}
