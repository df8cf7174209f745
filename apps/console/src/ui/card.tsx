import { type JSX, Show } from "solid-js";
import "./card.css";

export function Card(props: {
  title?: JSX.Element;
  /** The content to the right of the title. */
  aside?: JSX.Element;
  /** True for rows that reach the card's edges. */
  flush?: boolean;
  children: JSX.Element;
}) {
  return (
    <section data-card={props.flush ? "flush" : ""}>
      <Show when={props.title}>
        <header>
          <h2>{props.title}</h2>
          <Show when={props.aside}>
            <div data-aside>{props.aside}</div>
          </Show>
        </header>
      </Show>
      {props.children}
    </section>
  );
}
