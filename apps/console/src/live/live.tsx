import { useQueryClient } from "@tanstack/solid-query";
import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import { onAnswer } from "../api/answers.ts";
import type { Language } from "../ui/language.ts";
import { formatClock } from "../ui/relative-time.ts";
import { StateShape } from "../ui/state.tsx";
import { connectStream } from "./share-stream.ts";
import { liveWords } from "./live-words.ts";
import { leaderSilentMs, liveAgainShownMs, reportAfterMs, rereadEveryMs } from "./limits.ts";
import { type Noticed, reduceLiveness, unknownLiveness } from "./liveness.ts";
import { readAgain } from "./read-again.ts";
import { parseEvent, reduceEvent } from "./reduce-event.ts";
import { makeRefresher } from "./refresher.ts";
import "./live.css";

/** Keeps the page up to date, and shows a bar while that is impossible. */
export function Live(props: {
  userId: string;
  language: Language;
  /** Called when an operator ended the sign-in. Absent for guests, who have no account. */
  onSignedOut?: () => void;
}) {
  const client = useQueryClient();
  const [liveness, setLiveness] = createSignal(unknownLiveness);
  const [told, setTold] = createSignal<"nothing" | "not_live" | "again">("nothing");
  const isNotLive = () => liveness().notLiveSince !== undefined;
  const notice = (kind: Noticed["kind"], at = Date.now()): void => {
    setLiveness((known) => reduceLiveness(known, { kind, at }));
  };
  const words = () => liveWords[props.language];

  const refresher = makeRefresher((key) => readAgain(client, key));
  const readAll = (): void => void readAgain(client, []);

  let silence: ReturnType<typeof setTimeout> | undefined;
  const stream = connectStream(props.userId, {
    onEvent: (text) => {
      const event = parseEvent(text);
      if (event !== undefined) refresher.touch(reduceEvent(event));
    },
    onOpened: readAll,
    onHeard: () => {
      clearTimeout(silence);
      const heardAt = Date.now();
      silence = setTimeout(() => notice("stream_lost", heardAt), leaderSilentMs);
      if (!liveness().isStreamOpen) notice("stream_open");
    },
    onLost: (heardAt) => notice("stream_lost", heardAt),
    onSignedOut: () => props.onSignedOut?.(),
    // The session or a guest's invitation has probably ended. These reads find out.
    onRefused: () => {
      void client.invalidateQueries({ queryKey: ["me"] });
      void client.invalidateQueries({ queryKey: ["connection", "one"] });
    },
  });
  const stopWatching = onAnswer((answer) => {
    if (answer === "answered") {
      if (isNotLive() && !liveness().isStreamOpen) stream.tryNow();
      notice("answered");
    } else if (answer !== "signed_out") {
      notice("unanswered");
      // A read without an answer is repeated automatically. A write without an answer (`unknown`) may have succeeded,
      // so the page reads all its data again.
      if (answer === "unknown") readAll();
    }
  });

  let next: ReturnType<typeof setTimeout> | undefined;
  let fallback: ReturnType<typeof setInterval> | undefined;
  createEffect(
    on(isNotLive, (isLost, wasLost) => {
      clearTimeout(next);
      clearInterval(fallback);
      if (isLost) {
        next = setTimeout(() => setTold("not_live"), reportAfterMs);
        fallback = setInterval(readAll, rereadEveryMs);
      } else if (wasLost === true) {
        setTold((shown) => (shown === "nothing" ? shown : "again"));
        next = setTimeout(() => setTold("nothing"), liveAgainShownMs);
      }
    }),
  );
  onCleanup(() => {
    stream.leave();
    stopWatching();
    refresher.stop();
    clearTimeout(silence);
    clearTimeout(next);
    clearInterval(fallback);
  });

  return (
    <div
      data-live={isNotLive() ? "not-live" : liveness().isStreamOpen ? "live" : "unknown"}
      role="status"
      lang={props.language}
    >
      <Show when={told() === "not_live"}>
        <p data-tone="busy">
          <StateShape tone="busy" size={14} turning />
          <span>
            <b>
              {words().notLive(formatClock(new Date(liveness().notLiveSince ?? 0), new Date()))}
            </b>{" "}
            {words().kept}
          </span>
        </p>
      </Show>
      <Show when={told() === "again"}>
        <p data-tone="ok">
          <StateShape tone="ok" size={14} />
          <span>{words().again}</span>
        </p>
      </Show>
    </div>
  );
}
