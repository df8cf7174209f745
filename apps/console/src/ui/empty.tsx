import { type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import "./empty.css";

/** Shown in place of an empty list. Says why the list is empty, and what the reader can do. */
export function Empty(props: {
  icon?: JSX.Element;
  title: string;
  /** `h1` if the page shows nothing else. */
  heading?: "h1" | "h2";
  children?: JSX.Element;
  action?: JSX.Element;
}) {
  return (
    <div data-empty>
      <Show when={props.icon}>
        <span data-empty-icon>{props.icon}</span>
      </Show>
      <Dynamic component={props.heading ?? "h2"}>{props.title}</Dynamic>
      <Show when={props.children}>
        <p>{props.children}</p>
      </Show>
      <Show when={props.action}>
        <div>{props.action}</div>
      </Show>
    </div>
  );
}
