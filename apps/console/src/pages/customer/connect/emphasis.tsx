import { For } from "solid-js";

/** Text with `**bold**` parts. */
export function Emphasis(props: { text: string }) {
  return (
    <For each={props.text.split("**")}>
      {(part, position) => (position() % 2 === 1 ? <strong>{part}</strong> : part)}
    </For>
  );
}
