import { For } from "solid-js";
import "./skeleton.css";

/** Placeholder rows while data loads, with a label that says what loads. */
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
