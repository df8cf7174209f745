import { modelLabels } from "@churned/domain/plan";
import { useQuery } from "@tanstack/solid-query";
import { For, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { Estimate } from "../../../api/types.ts";
import { Card } from "../../../ui/card.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { formatCount, formatRounded } from "../../../ui/numbers.ts";
import { Progress } from "../../../ui/progress.tsx";
import { formatSpan } from "../../../ui/relative-time.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Time } from "../../../ui/time.tsx";

/** The estimate: records, calls to Planhat, and time. */
export function EstimateCard(props: { connectionId: string }) {
  const estimate = useQuery(() => queries.estimate(props.connectionId));
  return (
    <Card title="What there is to read" flush>
      <Loaded read={estimate} label="Reading the estimate" rows={4}>
        {(found) => (
          <Show
            when={found().state === "ready"}
            fallback={
              <>
                <Skeleton label="Counting what there is to read" rows={3} />
                <p data-estimate-note>
                  Counting what there is to read, with a few small calls to Planhat. You need not
                  wait for it.
                </p>
              </>
            }
          >
            <Figures estimate={found()} />
          </Show>
        )}
      </Loaded>
    </Card>
  );
}

function Figures(props: { estimate: Estimate }) {
  const bound = () => (props.estimate.isAtLeast ? "at least" : "about");
  const most = () => Math.max(1, ...props.estimate.models.map(({ records }) => records));
  return (
    <>
      <dl data-figures-row>
        <div>
          <dt>Records, {bound()}</dt>
          <dd title={formatCount(props.estimate.records)}>
            {(props.estimate.isAtLeast ? formatCount : formatRounded)(props.estimate.records)}
          </dd>
        </div>
        <div>
          <dt>Calls to Planhat, at least</dt>
          <dd>{formatCount(props.estimate.calls)}</dd>
        </div>
        <div>
          <dt>Time, {bound()}</dt>
          <dd>{formatSpan(props.estimate.minutes * 60_000)}</dd>
        </div>
      </dl>
      <ul data-estimate>
        <For each={props.estimate.models}>
          {(model) => (
            <li>
              <span>{modelLabels[model.model]}</span>
              <Progress
                share={model.records / most()}
                tone="idle"
                label={`Share of ${modelLabels[model.model]}`}
              />
              <span
                data-count-of
                data-figures
                title={`${model.isAtLeast ? "at least " : ""}${formatCount(model.records)}`}
              >
                {model.isAtLeast ? `${formatCount(model.records)}+` : formatRounded(model.records)}
              </span>
            </li>
          )}
        </For>
      </ul>
      <Show when={props.estimate.asOf}>
        {(asOf) => (
          <p data-estimate-note>
            Counted <Time at={asOf()} show="both" />. Reading keeps within Planhat’s limits and
            leaves room for your other integrations.
          </p>
        )}
      </Show>
    </>
  );
}
