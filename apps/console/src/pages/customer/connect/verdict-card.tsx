import { type JSX, For, Show } from "solid-js";
import type { PlanhatIdentity, VerdictBody } from "../../../api/types.ts";
import { language } from "../../../ui/language.ts";
import { IdentityLine } from "../../shared/check/identity-line.tsx";
import { StateShape } from "../../../ui/state.tsx";
import { wordForVerdict } from "../../shared/words.ts";
import type { PlanhatInterface } from "./guide-steps.ts";
import "./verdict-card.css";

/** A verdict: its title, its reason, its remedy, and the next step. */
export function VerdictCard(props: {
  verdict: VerdictBody;
  /** A further true sentence, for example about the token in use. */
  also: string | undefined;
  /** The Planhat tenant that answered. */
  planhat: PlanhatIdentity | null | undefined;
  /** The interface of Planhat that the reader chose. */
  which: PlanhatInterface;
  when: JSX.Element;
  children: JSX.Element;
}) {
  const steps = () => props.verdict.remedyIn[props.which];
  const word = () => wordForVerdict(props.verdict.kind, !props.verdict.destroysToken);
  return (
    <div data-verdict-card data-verdict={props.verdict.kind} data-tone={word().tone} role="status">
      <StateShape tone={word().tone} size={18} />
      <div>
        <div lang={language()}>
          <h2>{props.verdict.title}</h2>
          <p>{props.verdict.explanation}</p>
        </div>
        <IdentityLine planhat={props.planhat} />
        <Show when={steps().length > 0}>
          <ol lang={language()} data-remedy={steps().length === 1 ? "one" : "many"}>
            <For each={steps()}>{(step) => <li>{step}</li>}</For>
          </ol>
        </Show>
        <Show when={props.also}>
          <p data-also>{props.also}</p>
        </Show>
        <div data-verdict-steps>{props.children}</div>
        <p data-when>{props.when}</p>
      </div>
    </div>
  );
}
