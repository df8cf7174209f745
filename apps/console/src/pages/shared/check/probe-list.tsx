import { modelLabels, type Plan, plannedModels } from "@churned/domain/plan";
import { For, Show } from "solid-js";
import type { Check } from "../../../api/types.ts";
import { formatDuration } from "../../../ui/relative-time.ts";
import { StateShape } from "../../../ui/state.tsx";
import { wordForProbe } from "../words.ts";
import "./probe-list.css";

const unasked = { queued: "next", running: "asking…", done: "not asked" } as const;

/** What the token may read, in one line for each model. While the test runs, the lines fill one after the other. */
export function ProbeList(props: { check: Check; plan: Plan }) {
  const models = () =>
    props.check.models.length > 0 ? props.check.models : plannedModels(props.plan);
  const isAccepted = () =>
    props.check.probes.some(({ outcome }) => outcome !== "unknown") && props.check.host !== null;
  return (
    <ul data-probes>
      <Show when={isAccepted()}>
        <li data-accepted>
          <StateShape tone="ok" size={14} />
          <span>
            Token accepted by <b>{props.check.host}</b>
          </span>
        </li>
      </Show>
      <For each={models()}>
        {(model) => {
          const probe = () => props.check.probes.find((one) => one.model === model);
          const word = () => {
            const found = probe();
            return found === undefined
              ? undefined
              : wordForProbe(found, props.plan[model] === "required");
          };
          // The probe of a slow model may still be in progress after the verdict.
          const isAsking = () =>
            props.check.state === "running" || props.check.pending.includes(model);
          return (
            <li>
              <StateShape
                tone={word()?.tone ?? (isAsking() ? "busy" : "idle")}
                size={14}
                turning={word() === undefined && isAsking()}
              />
              <span data-model>{modelLabels[model]}</span>
              <small data-tone={word()?.tone ?? "idle"}>
                {probe()?.detail ??
                  word()?.word ??
                  unasked[isAsking() ? "running" : props.check.state]}
              </small>
              <span data-took data-figures>
                {probe() === undefined ? "" : formatDuration(probe()?.durationMs ?? 0)}
              </span>
            </li>
          );
        }}
      </For>
    </ul>
  );
}
