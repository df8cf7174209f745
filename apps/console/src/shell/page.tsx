import { createEffect, type JSX, on, Show } from "solid-js";
import "./page.css";

/**
 * A page. Its headline answers the question with which the reader came. The headline is also the title of the
 * browser's tab.
 */
export function Page(props: {
  /** The content above the headline: a breadcrumb, or a few words. */
  eyebrow?: JSX.Element;
  headline: string;
  /** The content beside the headline, such as a state or a host. */
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
