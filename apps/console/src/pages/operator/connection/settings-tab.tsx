import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, For, type JSX, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import type { Connection } from "../../../api/types.ts";
import { Facts } from "../../shared/facts.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { Field } from "../../../ui/field.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { PromiseLine, NextSync } from "./freshness-line.tsx";
import { PlanCard } from "./plan-card.tsx";
import {
  draftOf,
  isSameSchedule,
  presetOf,
  presets,
  readDraft,
  type Preset,
  type ScheduleDraft,
  type ScheduleField,
  tellADay,
  type Unit,
  units,
} from "./schedule-draft.ts";
import "./settings-tab.css";

/** The schedule, the promised freshness and whether the promise is kept, and the plan. */
export function SettingsTab(props: { connection: Connection }) {
  return (
    <div data-settings>
      <Card title="Schedule">
        <ScheduleForm connection={props.connection} />
      </Card>
      <Card title="Freshness">
        <Facts
          facts={[
            { name: "Promise", value: <PromiseLine connection={props.connection} /> },
            { name: "Next sync", value: <NextSync connection={props.connection} /> },
          ]}
        />
      </Card>
      <PlanCard connection={props.connection} />
    </div>
  );
}

const fields: readonly {
  readonly name: ScheduleField;
  readonly label: string;
  readonly hint: string;
}[] = [
  {
    name: "incrementalEveryMinutes",
    label: "What changed, every",
    hint: "Costs one call or a few for each model.",
  },
  {
    name: "fullEveryMinutes",
    label: "Everything, every",
    hint: "The only kind of sync that finds what was deleted.",
  },
  {
    name: "freshWithinMinutes",
    label: "Data is never older than",
    hint: "The promise to the customer. Operators are told before it is missed.",
  },
];

function ScheduleForm(props: { connection: Connection }) {
  const client = useQueryClient();
  // Until the operator types something, the form follows the stored schedule, which a colleague may change meanwhile.
  const [typed, setTyped] = createSignal<ScheduleDraft>();
  const [isBusy, setIsBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();
  const draft = () => typed() ?? draftOf(props.connection.schedule);
  const read = () => readDraft(draft());
  const isChanged = () => {
    const { schedule } = read();
    return schedule === undefined || !isSameSchedule(schedule, props.connection.schedule);
  };
  const problemAt = (field: ScheduleField) => {
    const found = read();
    return found.schedule === undefined && found.field === field ? found.problem : undefined;
  };

  async function save(): Promise<void> {
    const { schedule } = read();
    if (schedule === undefined) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      const { id, name } = props.connection;
      client.setQueryData(
        ["connection", "one", id],
        await call("setSchedule", { id, body: schedule }),
      );
      setTyped(undefined);
      showToast(`${name} has its new schedule.`);
      void client.invalidateQueries({ queryKey: ["timeline", id] });
    } catch (error) {
      setProblem(error);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form
      data-schedule
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy()) void save();
      }}
    >
      <Presets
        selected={presetOf(read().schedule)}
        onChoose={(name) => setTyped(draftOf(presets[name]))}
      />
      <For each={fields}>
        {({ name, label, hint }) => (
          <Field label={label} hint={hint} problem={problemAt(name)}>
            {(ids) => (
              <div data-amount>
                <input
                  id={ids.id}
                  data-input
                  inputmode="decimal"
                  autocomplete="off"
                  aria-invalid={ids.invalid}
                  aria-describedby={ids.describedBy}
                  value={draft()[name].amount}
                  onInput={(event) =>
                    setTyped({
                      ...draft(),
                      [name]: { ...draft()[name], amount: event.currentTarget.value },
                    })
                  }
                />
                <select
                  data-input
                  aria-label={`${label}: unit`}
                  onChange={(event) =>
                    setTyped({
                      ...draft(),
                      [name]: { ...draft()[name], unit: event.currentTarget.value as Unit },
                    })
                  }
                >
                  <For each={Object.keys(units) as Unit[]}>
                    {(unit) => (
                      <option value={unit} selected={draft()[name].unit === unit}>
                        {unit}
                      </option>
                    )}
                  </For>
                </select>
              </div>
            )}
          </Field>
        )}
      </For>
      <Show when={problem()}>
        <ProblemNote problem={problem()} />
      </Show>
      <footer>
        <p data-muted data-figures aria-live="polite">
          <Show when={read().schedule}>{(schedule): JSX.Element => tellADay(schedule())}</Show>
        </p>
        <Show when={isChanged()}>
          <Button onClick={() => setTyped(undefined)}>Undo</Button>
        </Show>
        <Button
          type="submit"
          variant={isChanged() && read().schedule !== undefined ? "filled" : "outline"}
          busy={isBusy()}
          disabled={!isChanged() || read().schedule === undefined}
        >
          {isBusy() ? "Saving…" : "Save the schedule"}
        </Button>
      </footer>
    </form>
  );
}

function Presets(props: { selected: Preset | undefined; onChoose: (name: Preset) => void }) {
  return (
    <fieldset data-segments data-presets>
      <legend data-unseen>A schedule to begin with</legend>
      <For each={Object.keys(presets) as Preset[]}>
        {(name) => (
          <label>
            <input
              type="radio"
              name="preset"
              checked={props.selected === name}
              onChange={() => props.onChoose(name)}
            />
            {name}
          </label>
        )}
      </For>
      <Show when={props.selected === undefined}>
        <label>
          <input type="radio" name="preset" checked />
          Its own
        </label>
      </Show>
    </fieldset>
  );
}
