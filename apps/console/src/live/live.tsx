import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, onCleanup, Show } from "solid-js";
import { StateShape } from "../ui/state.tsx";
import { connectStream, type StreamState } from "./connect-stream.ts";
import { readAgain } from "./read-again.ts";
import { parseEvent, reduceEvent } from "./reduce-event.ts";
import { makeRefresher } from "./refresher.ts";
import "./live.css";

/** A blip is not worth a note. */
const noteAfterMs = 2_500;
/** How often shown answers are read again while no events come. */
const fallbackMs = 15_000;

/** Keeps everything on the page as new as it is, and says so where it cannot. */
export function Live(props: { userId: string }) {
  const client = useQueryClient();
  const [isLost, setIsLost] = createSignal(false);
  let note: ReturnType<typeof setTimeout> | undefined;
  let fallback: ReturnType<typeof setInterval> | undefined;

  const refresher = makeRefresher((key) => readAgain(client, key));
  const readAll = (): void => void readAgain(client, []);

  function onState(state: StreamState): void {
    if (state === "lost") {
      // Every failed try says "lost" again; the wait counts from the first.
      note ??= setTimeout(() => setIsLost(true), noteAfterMs);
      fallback ??= setInterval(readAll, fallbackMs);
    } else {
      clearTimeout(note);
      clearInterval(fallback);
      note = undefined;
      fallback = undefined;
      setIsLost(false);
    }
  }

  const leave = connectStream(props.userId, {
    onEvent: (text) => {
      const event = parseEvent(text);
      if (event !== undefined) refresher.touch(reduceEvent(event));
    },
    onOpened: readAll,
    // Most likely the sign-in ended: asking who is signed in leads to the right page.
    onRefused: () => void client.invalidateQueries({ queryKey: ["me"] }),
    onState,
  });
  onCleanup(() => {
    leave();
    refresher.stop();
    clearTimeout(note);
    clearInterval(fallback);
  });

  return (
    <div data-live role="status">
      <Show when={isLost()}>
        <p>
          <StateShape tone="busy" size={14} turning />
          Reconnecting… What you see may be a few seconds old.
        </p>
      </Show>
    </div>
  );
}
