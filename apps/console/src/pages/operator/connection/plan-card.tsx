import {
  comparePlans,
  completePlan,
  type ModelName,
  modelLabels,
  modelNames,
  type Plan,
  plannedModels,
  type Wish,
  wishes,
} from "@churned/domain/plan";
import { tellsOfDenied } from "@churned/domain/verdict";
import { describePlanChanges } from "@churned/domain/words";
import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, For, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import type { Connection } from "../../../api/types.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { ReasonDialog } from "../../../shell/reason-dialog.tsx";
import { showToast } from "../../../ui/toast.tsx";
import "../../../ui/segments.css";
import "./plan-card.css";

const wishWords: Readonly<Record<Wish, string>> = {
  required: "Required",
  wanted: "Wanted",
  off: "Off",
};

/** The models that the connection reads. A change needs a reason. */
export function PlanCard(props: { connection: Connection }) {
  const client = useQueryClient();
  // Only the unsaved choices. All other values follow the stored plan, which a colleague may change meanwhile.
  const [chosen, setChosen] = createSignal<Plan>({});
  const [isAsking, setIsAsking] = createSignal(false);
  const plan = () => completePlan({ ...props.connection.plan, ...chosen() });
  const changes = () => comparePlans(props.connection.plan, plan());
  const isGone = () => props.connection.state === "disconnected";

  async function save(reason: string): Promise<void> {
    const { id, name } = props.connection;
    const body = { plan: plan(), reason };
    client.setQueryData(["connection", "one", id], await call("setPlan", { id, body }));
    setChosen({});
    showToast(`${name} has its new plan.`);
    void client.invalidateQueries({ queryKey: ["timeline", id] });
  }

  return (
    <Card
      title="What is read"
      aside={`${plannedModels(plan()).length} of ${modelNames.length} models`}
    >
      <p data-muted>
        Without a required model the connection does not work; a wanted one is read where the token
        allows it. What has landed of a model stays when it is switched off.
      </p>
      <ul data-plan>
        <For each={modelNames}>
          {(model) => (
            <PlanRow
              model={model}
              wish={plan()[model]}
              isDenied={
                tellsOfDenied(props.connection.verdict) &&
                props.connection.verdictModels.includes(model)
              }
              isFixed={model === "company" || isGone()}
              onChoose={(wish) => setChosen({ ...chosen(), [model]: wish })}
            />
          )}
        </For>
      </ul>
      <footer data-plan-end>
        <p data-muted aria-live="polite">
          {changes().length === 0 ? "" : describePlanChanges(changes(), "en")}
        </p>
        <Show when={changes().length > 0}>
          <Button onClick={() => setChosen({})}>Undo</Button>
        </Show>
        <Button
          variant={changes().length > 0 ? "filled" : "outline"}
          disabled={changes().length === 0}
          onClick={() => setIsAsking(true)}
        >
          Save the plan
        </Button>
      </footer>
      <ReasonDialog
        open={isAsking()}
        title="Change what is read?"
        text={`${describePlanChanges(changes(), "en")} Its token, where there is one, is tested at once, and the next sync reads by it. Your reason is written on the timeline, which the customer reads.`}
        label="Reason"
        action="Change what is read"
        onClose={() => setIsAsking(false)}
        onConfirm={save}
      />
    </Card>
  );
}

function PlanRow(props: {
  model: ModelName;
  wish: Wish;
  isDenied: boolean;
  isFixed: boolean;
  onChoose: (wish: Wish) => void;
}) {
  return (
    <li data-off={props.wish === "off" ? "" : undefined}>
      <span>
        {modelLabels[props.model]}
        <Show when={props.isDenied && props.wish !== "off"}>
          {" "}
          <small data-tone={props.wish === "required" ? "bad" : "warn"}>not ticked</small>
        </Show>
      </span>
      <Show when={!props.isFixed} fallback={<small data-muted>{wishWords[props.wish]}</small>}>
        <fieldset data-segments>
          <legend data-unseen>{modelLabels[props.model]}</legend>
          <For each={wishes}>
            {(wish) => (
              <label>
                <input
                  type="radio"
                  name={`plan-${props.model}`}
                  checked={props.wish === wish}
                  onChange={() => props.onChoose(wish)}
                />
                {wishWords[wish]}
              </label>
            )}
          </For>
        </fieldset>
      </Show>
    </li>
  );
}
