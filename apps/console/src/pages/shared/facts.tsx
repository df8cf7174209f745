import { For, type JSX } from "solid-js";
import "./facts.css";

/** A list of names and values. */
export function Facts(props: {
  facts: readonly { readonly name: string; readonly value: JSX.Element }[];
}) {
  return (
    <dl data-facts>
      <For each={props.facts}>
        {(fact) => (
          <div>
            <dt>{fact.name}</dt>
            <dd>{fact.value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}
