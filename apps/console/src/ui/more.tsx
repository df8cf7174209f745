import { Show } from "solid-js";
import { Button } from "./button.tsx";
import "./more.css";

/** The end of a list: a button that loads the next page. */
export function More(props: { has: boolean; busy: boolean; onMore: () => void }) {
  return (
    <Show when={props.has}>
      <div data-more>
        <Button busy={props.busy} onClick={() => props.onMore()}>
          {props.busy ? "Reading more…" : "Show more"}
        </Button>
      </div>
    </Show>
  );
}
