import type { ModelName, Plan } from "@churned/domain/plan";
import Check from "lucide-solid/icons/check";
import ChevronDown from "lucide-solid/icons/chevron-down";
import { createMemo, For, Show } from "solid-js";
import { language } from "../../../ui/language.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Emphasis } from "./emphasis.tsx";
import {
  guideWordsIn,
  interfaceWords,
  type PlanhatInterface,
  planhatInterfaces,
  stepCount,
} from "./guide-steps.ts";
import { Illustration } from "./later-parts.tsx";
import { PermissionChips } from "./permission-chips.tsx";
import "../../../ui/segments.css";
import "./guide.css";

export interface GuideProps {
  /** The current step, from 1. If all steps are done, the number of steps plus one. */
  step: number;
  which: PlanhatInterface;
  /** True if Planhat is already connected. Then only the title of the guide is shown. */
  folded: boolean;
  /** The models that Churned reads. The customer must tick their permissions. */
  plan: Plan;
  denied: readonly ModelName[];
  onStep: (step: number) => void;
  onInterface: (which: PlanhatInterface) => void;
  onFold: (folded: boolean) => void;
  /** Called at the last step, to move the focus to the token's field. */
  onPaste: () => void;
}

/** Shows step by step where to click in Planhat. A narrow screen shows only the current step. */
export function Guide(props: GuideProps) {
  const guide = createMemo(() => guideWordsIn(language()));
  return (
    <Show
      when={!props.folded}
      fallback={
        <Card>
          <button type="button" data-unfold onClick={() => props.onFold(false)}>
            <span>
              <b>Need another token?</b>
              <small>Eight steps, seven of them in Planhat.</small>
            </span>
            <ChevronDown size={16} />
          </button>
        </Card>
      }
    >
      <Card title="In Planhat" aside={<InterfaceChoice {...props} />}>
        <p data-position>
          {props.step > stepCount
            ? `All ${stepCount} steps are done`
            : `Step ${props.step} of ${stepCount}`}
        </p>
        <ol data-guide lang={guide().language}>
          <For each={guide().words[props.which]}>
            {(step, position) => <Step {...props} number={position() + 1} {...step} />}
          </For>
        </ol>
        <Show when={props.step > stepCount}>
          <div data-again>
            <Button variant="quiet" onClick={() => props.onStep(1)}>
              Begin again
            </Button>
          </div>
        </Show>
      </Card>
    </Show>
  );
}

function Step(props: GuideProps & { number: number; title: string; text: string }) {
  const isCurrent = () => props.number === props.step;
  const isDone = () => props.number < props.step;
  return (
    <li data-step={isCurrent() ? "current" : isDone() ? "done" : "next"}>
      <button
        type="button"
        aria-expanded={isCurrent()}
        aria-current={isCurrent() ? "step" : undefined}
        onClick={() => props.onStep(props.number)}
      >
        <span data-number aria-hidden="true">
          <Show when={isDone()} fallback={props.number}>
            <Check size={13} strokeWidth={2.5} />
          </Show>
        </span>
        <span>
          {props.title}
          <Show when={isDone()}>
            <span data-unseen> (done)</span>
          </Show>
        </span>
      </button>
      <Show when={isCurrent()}>
        <div data-step-body>
          <p>
            <Emphasis text={props.text} />
          </p>
          <Illustration step={props.number} which={props.which} />
          <Show when={props.number === 4}>
            <PermissionChips plan={props.plan} denied={props.denied} />
          </Show>
          <div data-step-moves>
            <Show when={props.number > 1}>
              <Button variant="quiet" onClick={() => props.onStep(props.number - 1)}>
                Back
              </Button>
            </Show>
            <Button
              onClick={() =>
                props.number === stepCount ? props.onPaste() : props.onStep(props.number + 1)
              }
            >
              {props.number === stepCount ? "Go to the field" : "Done, next"}
            </Button>
          </div>
        </div>
      </Show>
    </li>
  );
}

function InterfaceChoice(props: Pick<GuideProps, "which" | "onInterface">) {
  return (
    <fieldset data-segments>
      <legend data-unseen>Which Planhat do you see?</legend>
      <For each={planhatInterfaces}>
        {(which) => (
          <label>
            <input
              type="radio"
              name="planhat-interface"
              checked={props.which === which}
              onChange={() => props.onInterface(which)}
            />
            {interfaceWords[which]}
          </label>
        )}
      </For>
    </fieldset>
  );
}
