import { For, Show } from "solid-js";
import type { ConnectionInboxItem } from "../../../api/types.ts";
import { language } from "../../../ui/language.ts";
import { StateShape } from "../../../ui/state.tsx";
import { wordForVerdict } from "../../shared/words.ts";

/** What happened, how it affects the data, and what the operator can do. */
export function ProblemExplained(props: {
  item: ConnectionInboxItem;
  ref: (heading: HTMLHeadingElement) => void;
}) {
  return (
    <section data-explained lang={language()}>
      <StateShape tone={toneOf(props.item)} size={18} />
      <div>
        <h2 ref={(element) => props.ref(element)} tabindex="-1">
          {props.item.verdict.title}
        </h2>
        <p>{props.item.verdict.explanation}</p>
        <p data-severity-line>{props.item.impact}</p>
        <Show when={props.item.verdict.remedy.length > 0}>
          <ol data-remedy={props.item.verdict.remedy.length === 1 ? "one" : "many"}>
            <For each={props.item.verdict.remedy}>{(step) => <li>{step}</li>}</For>
          </ol>
        </Show>
      </div>
    </section>
  );
}

/** True if a sync found the problem, not a check. */
export function isFoundBySync({ cause }: ConnectionInboxItem): boolean {
  return cause.startsWith("unread_models");
}

function toneOf(item: ConnectionInboxItem) {
  const { verdict, heldDeletions } = item;
  if (heldDeletions !== null || isFoundBySync(item)) return "warn";
  const { tone } = wordForVerdict(verdict.kind);
  return tone === "ok" ? "idle" : tone;
}
