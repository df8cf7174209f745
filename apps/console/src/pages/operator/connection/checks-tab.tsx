import type { Plan } from "@churned/domain/plan";
import { useQuery } from "@tanstack/solid-query";
import ChevronRight from "lucide-solid/icons/chevron-right";
import { createSignal, For, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import type { Check, Connection } from "../../../api/types.ts";
import { language } from "../../../ui/language.ts";
import { Attempts } from "../../shared/sync/attempts.tsx";
import { CheckState } from "../../shared/check/check-list.tsx";
import { IdentityLine } from "../../shared/check/identity-line.tsx";
import { ProbeList } from "../../shared/check/probe-list.tsx";
import { RequestTable } from "../../shared/sync/request-table.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { formatDuration } from "../../../ui/relative-time.ts";
import { Time } from "../../../ui/time.tsx";
import { wordForTrigger } from "../../shared/words.ts";

/** Checks, newest first. A check opens to show its explanation and its requests. */
export function ChecksTab(props: { connection: Connection }) {
  const checks = useQuery(() => queries.checks(props.connection.id, 60));
  return (
    <Card flush>
      <Loaded read={checks} label="Reading the checks" rows={8}>
        {(page) => (
          <Show
            when={page().items.length > 0}
            fallback={<Empty title="No check yet">The first one comes with the first token.</Empty>}
          >
            <ul data-folds>
              <For each={page().items}>
                {(check) => <CheckFold check={check} plan={props.connection.plan} />}
              </For>
            </ul>
          </Show>
        )}
      </Loaded>
    </Card>
  );
}

function CheckFold(props: { check: Check; plan: Plan }) {
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
                <p lang={language()}>
                  <b>{verdict().title}.</b> {verdict().explanation}{" "}
                  <Show when={props.check.confidence}>
                    {(confidence) => <small>{confidenceWords[confidence()]}</small>}
                  </Show>
                </p>
              )}
            </Show>
            <Show
              when={props.check.probes.length > 0}
              fallback={<p data-muted>Planhat was not called.</p>}
            >
              <ProbeList check={props.check} plan={props.plan} />
            </Show>
            <IdentityLine planhat={props.check.planhat} />
            <Attempts attempts={props.check.attempts} />
            <Requests check={props.check} />
          </div>
        </Show>
      </details>
    </li>
  );
}

const confidenceWords = {
  certain: "Certain: nothing else fits what was seen.",
  likely: "Likely: what was seen leaves room for another cause.",
} as const;

/** Loads the requests of a check when the reader opens the check. Lists do not contain requests. */
function Requests(props: { check: Check }) {
  const [isOpen, setIsOpen] = createSignal(false);
  const whole = useQuery(() => ({ ...queries.check(props.check.id), enabled: isOpen() }));
  return (
    <details data-requests-fold onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Requests, one by one</summary>
      <Show when={isOpen()}>
        <Loaded read={whole} label="Reading the requests" rows={3}>
          {(found) => (
            <Show
              when={found().requests.length > 0}
              fallback={<p data-muted>None is kept: Planhat was not asked, or over 30 days ago.</p>}
            >
              <RequestTable requests={found().requests} label="Requests of this check" />
            </Show>
          )}
        </Loaded>
      </Show>
    </details>
  );
}
