import { For } from "solid-js";
import "./skeleton.css";

/** Holds the place of rows to come, and says what is being waited for. */
export function Skeleton(props: { rows?: number; label: string }) {
  return (
    <div data-skeleton role="status">
      <span data-waiting-for>{props.label}…</span>
      <For each={Array.from({ length: props.rows ?? 4 })}>
        {(_, row) => <span data-bar={row() % 3} />}
      </For>
    </div>
  );
}
