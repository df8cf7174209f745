import { Show } from "solid-js";
import { language } from "../ui/language.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { liveWords } from "./live-words.ts";

/**
 * Shown before the first read. Says what is loading. If nobody answers, says that the read is repeated automatically.
 */
export function NotYet(props: { label: string; rows: number; isUnanswered: boolean }) {
  return (
    <>
      <Skeleton label={props.label} rows={props.rows} />
      <div data-not-yet role="status" lang={language()}>
        <Show when={props.isUnanswered}>
          <p>{liveWords[language()].notYet}</p>
        </Show>
      </div>
    </>
  );
}
