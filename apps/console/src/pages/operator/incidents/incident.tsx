import { A, useParams, useSearchParams } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import Siren from "lucide-solid/icons/siren";
import { For, Show } from "solid-js";
import { inboxQueries } from "../../../api/inbox-queries.ts";
import { usePagedList } from "../../../api/paged-list.ts";
import { queries } from "../../../api/queries.ts";
import type { Incident } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { addTotals, formatTotal, nothing } from "../../../ui/numbers.ts";
import { StateBadge } from "../../../ui/state.tsx";
import { wordForVerdict } from "../../shared/words.ts";
import { ConnectionRows } from "../connections/connection-rows.tsx";
import { readFilters } from "../connections/filters.ts";
import { IncidentFigures, spanOf } from "./incident-figures.tsx";
import "../../../ui/segments.css";
import "./incidents.css";

const incidentParts = ["failed", "waits"] as const;
const partWords = { all: "All", failed: "Failed", waits: "Waiting" } as const;

/** One incident: what fails, since when, and the connections that it concerns. */
export default function IncidentPage() {
  const params = useParams<{ id: string }>();
  const incident = useQuery(() => inboxQueries.incident(params.id));
  return (
    <div data-page-slot>
      <Loaded read={incident} label="Reading the incident" rows={6}>
        {(found) => <View incident={found()} />}
      </Loaded>
    </div>
  );
}

function View(props: { incident: Incident }) {
  const [search, setSearch] = useSearchParams<{ sort?: string; part?: string }>();
  const part = () => incidentParts.find((one) => one === search.part);
  const sort = () => readFilters({ sort: search.sort }).sort ?? "name";
  const connections = usePagedList(() =>
    queries.connections({
      incidentId: props.incident.id,
      sort: sort(),
      ...(part() === undefined ? {} : { incidentPart: part() }),
    }),
  );
  const counts = {
    failed: useQuery(() => queries.incidentCount(props.incident.id, "failed")),
    waits: useQuery(() => queries.incidentCount(props.incident.id, "waits")),
  };
  const countIn = (one: "failed" | "waits") => dataOf(counts[one]);
  const waiting = () => {
    const [failed, waits] = [countIn("failed"), countIn("waits")];
    return failed === undefined || waits === undefined ? undefined : addTotals(failed, waits);
  };
  const rows = () => connections.rows() ?? [];
  const total = () => connections.newest() ?? nothing;
  const isOpen = () => props.incident.state === "open";
  return (
    <Page
      eyebrow={<A href="/incidents">Incidents</A>}
      headline={props.incident.title}
      marks={
        <StateBadge tone={isOpen() ? "busy" : "ok"} turning={isOpen()}>
          {isOpen()
            ? wordForVerdict(props.incident.kind).word
            : `Over, after ${spanOf(props.incident)}`}
        </StateBadge>
      }
      below={
        isOpen()
          ? props.incident.explanation
          : "It is over. While it lasted, its connections kept their states and no customer was mailed about it; their tests come back one after another."
      }
    >
      <Card>
        <IncidentFigures incident={props.incident} waiting={waiting()} />
      </Card>
      <Show when={(waiting() ?? nothing).total > 0}>
        <fieldset data-segments data-incident-parts>
          <legend data-unseen>Which connections</legend>
          <For each={[undefined, ...incidentParts] as const}>
            {(one) => (
              <label>
                <input
                  type="radio"
                  name="part"
                  checked={part() === one}
                  onChange={() => setSearch({ part: one }, { replace: true, scroll: false })}
                />
                {partWords[one ?? "all"]}{" "}
                {formatTotal((one === undefined ? waiting() : countIn(one)) ?? nothing)}
              </label>
            )}
          </For>
        </fieldset>
      </Show>
      <Loaded read={connections.list} label="Reading its connections" rows={8}>
        {() => (
          <Show
            when={rows().length > 0}
            fallback={
              <Card>
                <Empty
                  icon={<Siren size={18} />}
                  title={
                    part() === undefined
                      ? "No connection waits for it any more"
                      : "None of its connections is here"
                  }
                >
                  {part() === undefined
                    ? "Those that were part of it go on as before, and have it on their timelines."
                    : "See all of them above."}
                </Empty>
              </Card>
            }
          >
            <ConnectionRows
              ref={() => undefined}
              isOfIncident
              rows={rows()}
              total={total()}
              sort={sort()}
              onSort={(next) =>
                setSearch(
                  { sort: next === "name" ? undefined : next },
                  { replace: true, scroll: false },
                )
              }
              onShow={connections.show}
              onNearEnd={connections.readMore}
            />
            <Show when={connections.isReadingMore()}>
              <p data-rows-more role="status">
                Reading more…
              </p>
            </Show>
          </Show>
        )}
      </Loaded>
    </Page>
  );
}
