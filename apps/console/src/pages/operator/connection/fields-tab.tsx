import { modelLabels } from "@churned/domain/plan";
import { useSearchParams } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import { createMemo, For, Show } from "solid-js";
import { syncQueries } from "../../../api/sync-queries.ts";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { countOf } from "../../../ui/numbers.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { pageNow, Time } from "../../../ui/time.tsx";
import { type FieldGroup, groupFields } from "./field-drift.ts";
import "./fields-tab.css";

type Read = Awaited<ReturnType<ReturnType<typeof syncQueries.customFields>["queryFn"]>>;

/** The custom fields of each model, with their changes. */
export function FieldsTab(props: { connectionId: string }) {
  const [search, setSearch] = useSearchParams<{ q?: string }>();
  const fields = useQuery(() => syncQueries.customFields(props.connectionId));
  return (
    <Loaded read={fields} label="Reading the custom fields" rows={8}>
      {(found) => (
        <Show
          when={found().length > 0}
          fallback={
            <Card>
              <Empty title="No custom field is known yet">
                They are read with each sync, where the token may view Custom Fields.
              </Empty>
            </Card>
          }
        >
          <div data-filters>
            <input
              data-input
              data-field-search
              type="search"
              aria-label="Part of a field’s name"
              placeholder="Part of a name"
              value={search.q ?? ""}
              onInput={(event) =>
                setSearch({ q: event.currentTarget.value || undefined }, { replace: true })
              }
            />
          </div>
          <Groups fields={found()} q={search.q ?? ""} />
        </Show>
      )}
    </Loaded>
  );
}

function Groups(props: { fields: Read; q: string }) {
  const groups = createMemo(() => groupFields(props.fields, pageNow(), props.q));
  return (
    <For
      each={groups()}
      fallback={
        <Card>
          <Empty title="No field has that in its name" />
        </Card>
      }
    >
      {(group) => <Group group={group} />}
    </For>
  );
}

function Group(props: { group: FieldGroup<Read[number]> }) {
  const drifted = () => props.group.rows.filter(({ mark }) => mark !== undefined).length;
  return (
    <Card
      flush
      title={modelLabels[props.group.model]}
      aside={`${countOf(props.group.rows.length, "field")}${drifted() === 0 ? "" : `, ${drifted()} not as before`}`}
    >
      <ul data-custom-fields>
        <For each={props.group.rows}>
          {({ field, mark }) => (
            <li data-gone={field.removedAt === null ? undefined : ""}>
              <span data-field-name title={field.name}>
                {field.name}
              </span>
              <code>{field.type}</code>
              <span data-field-mark>
                <Show when={mark}>
                  {(found) => (
                    <StateBadge tone={found().tone}>
                      {found().word} <Time at={found().at} />
                    </StateBadge>
                  )}
                </Show>
              </span>
            </li>
          )}
        </For>
      </ul>
    </Card>
  );
}
