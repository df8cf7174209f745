import { modelLabels } from "@churned/domain/plan";
import { useInfiniteQuery } from "@tanstack/solid-query";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createMemo, createSignal, For, Show } from "solid-js";
import { syncQueries } from "../../../api/sync-queries.ts";
import type { SetAside as SetAsideRecord } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { More } from "../../../ui/more.tsx";
import { StateBadge } from "../../../ui/state.tsx";
import { Time } from "../../../ui/time.tsx";

/** Records and fields that could not be stored as Planhat sent them, with the reason. Only for operators. */
export function SetAside(props: { connectionId: string }) {
  const list = useInfiniteQuery(() => syncQueries.setAside(props.connectionId));
  const rows = createMemo(() => dataOf(list)?.pages.flatMap(({ items }) => items) ?? []);
  return (
    <Show when={rows().length > 0}>
      <section data-card="flush" id="set-aside">
        <header>
          <h2>Records that did not land as they came</h2>
          <p data-muted>Each is tried again by every sync that reads it.</p>
        </header>
        <ul data-folds aria-label="Records that did not land as they came">
          <For each={rows()}>{(row) => <SetAsideFold row={row} />}</For>
        </ul>
        <More
          has={list.hasNextPage}
          busy={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      </section>
    </Show>
  );
}

function SetAsideFold(props: { row: SetAsideRecord }) {
  const [isOpen, setIsOpen] = createSignal(false);
  const outcome = () =>
    props.row.isRepaired
      ? ({ tone: "ok", word: "Repaired" } as const)
      : ({ tone: "warn", word: "Kept aside" } as const);
  return (
    <li>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          <ChevronRight size={14} />
          <StateBadge tone={outcome().tone}>{outcome().word}</StateBadge>
          <b>{modelLabels[props.row.model]}</b>
          <span data-trigger>
            <code>{props.row.planhatId ?? "no id"}</code>
          </span>
          <span data-end>
            <Time at={props.row.at} />
          </span>
        </summary>
        <Show when={isOpen()}>
          <p data-fold>{props.row.reason}</p>
          <Show when={props.row.content !== ""}>
            <pre data-json tabindex="0">
              {props.row.content}
            </pre>
          </Show>
        </Show>
      </details>
    </li>
  );
}
