import { modelLabels, modelNames } from "@churned/domain/plan";
import { useSearchParams } from "@solidjs/router";
import { useInfiniteQuery } from "@tanstack/solid-query";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createMemo, createSignal, For, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import type { ShownRecord } from "../../../api/shown-record.ts";
import { keepsNumbers } from "../../../api/shown-record.ts";
import { RecordFiles } from "../../shared/record/record-files.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { More } from "../../../ui/more.tsx";
import { formatCount } from "../../../ui/numbers.ts";
import { Time } from "../../../ui/time.tsx";
import "./records-tab.css";

/**
 * The stored records of a connection, in the order of their changes. A record opens to show its data as Planhat sent
 * it. Beside the list are downloads of all records.
 */
export function RecordsTab(props: { connectionId: string }) {
  const [search, setSearch] = useSearchParams<{ model?: string }>();
  const model = () => modelNames.find((name) => name === search.model);
  const records = useInfiniteQuery(() => queries.records(props.connectionId, model()));
  const rows = createMemo(() => dataOf(records)?.pages.flatMap(({ items }) => items) ?? []);
  return (
    <div data-records>
      <div>
        <div data-filters>
          <select
            data-input
            aria-label="Model"
            onChange={(event) =>
              setSearch({ model: event.currentTarget.value || undefined }, { replace: true })
            }
          >
            <option value="" selected={model() === undefined}>
              All models
            </option>
            <For each={modelNames}>
              {(name) => (
                <option value={name} selected={model() === name}>
                  {modelLabels[name]}
                </option>
              )}
            </For>
          </select>
          <p data-muted data-beside>
            Oldest change first
          </p>
        </div>
        <Card flush>
          <Loaded read={records} label="Reading the records" rows={8}>
            {() => (
              <Show
                when={rows().length > 0}
                fallback={
                  <Empty title="No record has landed here yet">They come with a sync.</Empty>
                }
              >
                <ul data-folds aria-label="Records">
                  <For each={rows()}>{(record) => <RecordFold record={record} />}</For>
                </ul>
                <More
                  has={records.hasNextPage}
                  busy={records.isFetchingNextPage}
                  onMore={() => void records.fetchNextPage()}
                />
              </Show>
            )}
          </Loaded>
        </Card>
      </div>
      <RecordFiles connectionId={props.connectionId} />
    </div>
  );
}

function RecordFold(props: { record: ShownRecord }) {
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <li data-record>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          <ChevronRight size={14} />
          <b>{modelLabels[props.record.model]}</b>
          <span data-trigger>
            {props.record.name ?? ""}{" "}
            <Show when={props.record.deletedAt}>
              <span data-tone="warn">deleted in Planhat</span>
            </Show>
          </span>
          <code>{props.record.planhatId}</code>
          <span data-end data-figures>
            {formatCount(props.record.seq)}
          </span>
          <span data-end>
            <Time at={props.record.changedAt} />
          </span>
        </summary>
        <Show when={isOpen()}>
          <pre data-json tabindex="0">
            {props.record.json ?? "null"}
          </pre>
          <Show when={props.record.isCut}>
            <p data-muted>This is its beginning. All of it is in the files beside.</p>
          </Show>
          <Show when={!keepsNumbers}>
            <p data-muted>
              This browser rounds numbers of more than 15 digits. The files beside have all digits.
            </p>
          </Show>
        </Show>
      </details>
    </li>
  );
}
