/**
 * Keeps one event stream open until aborted. It opens a new one after a loss, after an answer that is no stream, after
 * one that does not open, and after silence: a line may be dead and never say so. The API says `beat` every 15 s.
 */
import { eventsPath } from "@churned/domain/routes";
import { readAgainDelayMs } from "../api/retry.ts";

export interface StreamEvents {
  /** The text of an event. */
  onEvent: (text: string) => void;
  /** It is open (again), or missed something: whatever happened before was not heard. */
  onOpened: () => void;
  /** Anything was heard. */
  onHeard: () => void;
  /** It is lost, or did not open; a new one is opened by itself. `heardAt`: when the last word of it came. */
  onLost: (heardAt: number) => void;
  /** The API, or something before it, answered with no stream. */
  onRefused: () => void;
}

export interface Listening {
  /** Opens the stream now, where it would only be opened later. */
  tryNow: () => void;
}

/** Two beats and some more. */
const silentMs = 40_000;
const openingMs = 10_000;

export function listen(signal: AbortSignal, events: StreamEvents): Listening {
  let source: EventSource | undefined;
  /** Runs out where nothing is heard, or ends the wait before the next try. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let heardAt: number | undefined;

  function hear(): void {
    heardAt = Date.now();
    giveUpAfter(silentMs);
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
    giveUpAfter(openingMs);
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
    // The API could not tell everything it had to tell.
    opened.addEventListener("resync", () => {
      hear();
      events.onOpened();
    });
    // The browser would open a lost one itself, at a pace of its own; a refused one never.
    opened.addEventListener("error", () => lose(opened.readyState === EventSource.CLOSED));
  }
  function tryNow(): void {
    const isSilent = heardAt !== undefined && Date.now() - heardAt > silentMs;
    if (signal.aborted || (source !== undefined && !isSilent)) return;
    open();
  }

  // The network is another one, or a machine woke up: what was open may be dead.
  globalThis.addEventListener("online", open, { signal });
  document.addEventListener("visibilitychange", tryNow, { signal });
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    source?.close();
  });
  if (!signal.aborted) open();
  return { tryNow };
}
