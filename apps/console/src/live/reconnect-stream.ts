/**
 * Keeps one event stream open until the signal aborts. Opens a new stream after a loss, after an answer that is not a
 * stream, after a timeout while opening, and after silence. Silence shows that a connection may be half-open, because
 * the API sends the event `beat` every 15 s.
 */
import { eventsPath } from "@churned/domain/routes";
import { readAgainDelayMs } from "../api/retry.ts";
import { streamOpeningMs, streamSilentMs } from "./limits.ts";

export interface StreamEvents {
  /** The text of an event. */
  onEvent: (text: string) => void;
  /** The stream opened, or it missed events. Changes from before may be unknown. */
  onOpened: () => void;
  /** An event or a beat arrived. */
  onHeard: () => void;
  /**
   * The stream is lost, or did not open. A new stream opens automatically. `heardAt`: when the last event or beat came.
   */
  onLost: (heardAt: number) => void;
  /** An operator ended the sign-in. The page must show nothing any more. */
  onSignedOut: () => void;
  /** The API, or a proxy, answered with something that is not a stream. */
  onRefused: () => void;
}

export interface Listening {
  /** Opens the stream now instead of after its waiting time. */
  tryNow: () => void;
}

export function listen(signal: AbortSignal, events: StreamEvents): Listening {
  let source: EventSource | undefined;
  /** Fires after silence, or when the waiting time before the next attempt is over. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let heardAt: number | undefined;

  function hear(): void {
    heardAt = Date.now();
    giveUpAfter(streamSilentMs);
    events.onHeard();
  }
  function giveUpAfter(withinMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => lose(false), withinMs);
  }
  function lose(isRefused: boolean): void {
    source?.close();
    source = undefined;
    events.onLost(heardAt ?? Date.now());
    heardAt = undefined;
    if (isRefused) events.onRefused();
    clearTimeout(timer);
    timer = setTimeout(open, readAgainDelayMs(failures));
    failures += 1;
  }
  function open(): void {
    source?.close();
    const opened = new EventSource(eventsPath);
    source = opened;
    giveUpAfter(streamOpeningMs);
    opened.addEventListener("open", () => {
      failures = 0;
      events.onOpened();
      hear();
    });
    opened.addEventListener("message", (message: MessageEvent<string>) => {
      hear();
      events.onEvent(message.data);
    });
    opened.addEventListener("beat", hear);
    // The API could not send all events, so earlier changes may have been missed.
    opened.addEventListener("resync", () => {
      hear();
      events.onOpened();
    });
    opened.addEventListener("sign-out", events.onSignedOut);
    // After a loss, the browser opens the stream again after its own waiting time. After a refusal, it never does.
    opened.addEventListener("error", () => lose(opened.readyState === EventSource.CLOSED));
  }
  function tryNow(): void {
    const isSilent = heardAt !== undefined && Date.now() - heardAt > streamSilentMs;
    if (signal.aborted || (source !== undefined && !isSilent)) return;
    open();
  }

  // The network changed, or the machine woke up: the open stream may be half-open.
  globalThis.addEventListener("online", open, { signal });
  document.addEventListener("visibilitychange", tryNow, { signal });
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    source?.close();
  });
  if (!signal.aborted) open();
  return { tryNow };
}
