import { Show } from "solid-js";
import { language } from "../ui/language.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { liveWords } from "./live-words.ts";

/** Nothing could be read yet: what is waited for, and, where nobody answers, that it is tried again by itself. */
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
