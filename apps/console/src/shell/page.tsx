import { createEffect, type JSX, on, Show } from "solid-js";
import "./page.css";

/** A page. Its headline answers the question that the reader came with, and is the browser tab's title too. */
export function Page(props: {
  /** Above the headline: a breadcrumb, or a few words. */
  eyebrow?: JSX.Element;
  headline: string;
  /** Beside the headline: a state, a host. */
  marks?: JSX.Element;
  below?: JSX.Element;
  actions?: JSX.Element;
  width?: "wide" | "reading";
  children: JSX.Element;
}) {
  createEffect(
    on(
      () => props.headline,
      (headline) => (document.title = `${headline} · Churned Connect`),
    ),
  );
  return (
    <div data-page={props.width ?? "wide"}>
      <header>
        <div>
          <Show when={props.eyebrow}>
            <div data-eyebrow>{props.eyebrow}</div>
          </Show>
          <div data-headline>
            <h1 data-figures>{props.headline}</h1>
            {props.marks}
          </div>
          <Show when={props.below}>
            <p data-below>{props.below}</p>
          </Show>
        </div>
        <Show when={props.actions}>
          <div data-actions>{props.actions}</div>
        </Show>
      </header>
      {props.children}
    </div>
  );
}
