import { Show } from "solid-js";
import { language } from "../ui/language.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { liveWords } from "./live-words.ts";

/** Before the first read: says what is loading, and that it is repeated automatically if nobody answers. */
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
