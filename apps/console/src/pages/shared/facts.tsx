import { For, type JSX } from "solid-js";
import "./facts.css";

/** Names and what is true of them, one under the other. */
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
