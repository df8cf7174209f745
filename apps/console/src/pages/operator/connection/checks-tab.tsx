import { useQuery } from "@tanstack/solid-query";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, For, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { Check } from "../../../api/types.ts";
import { CheckState } from "../../../parts/check-list.tsx";
import { ProbeList } from "../../../parts/probe-list.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { formatDuration } from "../../../ui/relative-time.ts";
import { Time } from "../../../ui/time.tsx";
import { wordForTrigger } from "../../../words.ts";

/** Checks, newest first; each opens to its explanation and its requests. */
export function ChecksTab(props: { connectionId: string }) {
  const checks = useQuery(() => queries.checks(props.connectionId, 60));
  return (
    <Card flush>
      <Loaded read={checks} label="Reading the checks" rows={8}>
        {(page) => (
          <Show
            when={page().items.length > 0}
            fallback={<Empty title="No check yet">The first one comes with the first token.</Empty>}
          >
            <ul data-folds>
              <For each={page().items}>{(check) => <CheckFold check={check} />}</For>
            </ul>
          </Show>
        )}
      </Loaded>
    </Card>
  );
}

function CheckFold(props: { check: Check }) {
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <li>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>
          <ChevronRight size={14} />
          <CheckState check={props.check} />
          <span data-trigger>
            {wordForTrigger(props.check.trigger)}
            <Show when={props.check.attempt > 1}>, attempt {props.check.attempt}</Show>
          </span>
          <span data-end>
            <Show when={props.check.doneAt}>
              {(doneAt) => formatDuration(Date.parse(doneAt()) - Date.parse(props.check.createdAt))}
            </Show>
          </span>
          <span data-end>
            <Time at={props.check.doneAt ?? props.check.createdAt} />
          </span>
        </summary>
        <Show when={isOpen()}>
          <div data-fold>
            <Show when={props.check.verdict}>
              {(verdict) => (
                <p>
                  <b>{verdict().title}.</b> {verdict().explanation}
                </p>
              )}
            </Show>
            <Show
              when={props.check.probes.length > 0}
              fallback={<p data-muted>Planhat was not called.</p>}
            >
              <ProbeList check={props.check} />
            </Show>
          </div>
        </Show>
      </details>
    </li>
  );
}
