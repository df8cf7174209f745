import { type JSX, Show } from "solid-js";
import "./empty.css";

/** What stands where nothing is yet: why, and what to do. */
export function Empty(props: {
  icon?: JSX.Element;
  title: string;
  children?: JSX.Element;
  action?: JSX.Element;
}) {
  return (
    <div data-empty>
      <Show when={props.icon}>
        <span data-empty-icon>{props.icon}</span>
      </Show>
      <h2>{props.title}</h2>
      <Show when={props.children}>
        <p>{props.children}</p>
      </Show>
      <Show when={props.action}>
        <div>{props.action}</div>
      </Show>
    </div>
  );
}
