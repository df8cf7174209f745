import { A, useSearchParams } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import Plug from "lucide-solid/icons/plug";
import { createMemo, Show } from "solid-js";
import { usePagedList } from "../../../api/paged-list.ts";
import { queries } from "../../../api/queries.ts";
import { dataOf } from "../../../api/read.ts";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { addTotals, formatTotal, nothing, totalOf } from "../../../ui/numbers.ts";
import { isEvery, tellConnected } from "../needs-someone/tell-connected.ts";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { ConnectionRows, type RowsHandle } from "./connection-rows.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { type FilterSearch, hasFilters, readFilters } from "./filters.ts";

/** All connections, with search and filters. */
export default function Connections() {
  const [search, setSearch] = useSearchParams<Record<keyof FilterSearch, string>>();
  const filters = createMemo(() => readFilters(search));
  const connections = usePagedList(() => queries.connections(filters()));
  const { list, newest } = connections;
  const all = useQuery(() => queries.connectionCount());
  const connected = useQuery(() => queries.connectionCount("connected"));
  const customers = useQuery(() => queries.connectionCount("needs_customer"));
  const ours = useQuery(() => queries.connectionCount("needs_operator"));
  let rowsHandle: RowsHandle | undefined;

  const rows = () => connections.rows() ?? [];
  const total = () => newest() ?? nothing;
  const needing = () => {
    const [theirs, own] = [dataOf(customers), dataOf(ours)];
    return theirs === undefined || own === undefined ? undefined : addTotals(theirs, own);
  };

  const headline = () => {
    if (hasFilters(filters()))
      return newest()
        ? `${totalOf(total(), "connection")} ${total().total === 1 ? "matches" : "match"}`
        : "Looking…";
    const count = needing();
    if (count === undefined) return "Connections";
    if (count.total === 0)
      return isEvery(connected.data ?? nothing, all.data ?? nothing)
        ? "Every connection is well"
        : "Nobody needs to act";
    return `${totalOf(count, "connection")} ${count.total === 1 ? "needs" : "need"} someone`;
  };

  function change(next: FilterSearch): void {
    setSearch({ ...next }, { replace: true, scroll: false });
  }

  return (
    <Page
      headline={headline()}
      below={
        <Show when={dataOf(all) !== undefined && dataOf(connected) !== undefined} fallback=" ">
          {tellConnected(connected.data ?? nothing, all.data ?? nothing)}{" "}
          <Show when={(customers.data ?? nothing).total > 0}>
            <A href="/connections?state=needs_customer">
              {totalOf(customers.data ?? nothing, "customer")} must act
            </A>
          </Show>
          <Show when={(customers.data ?? nothing).total > 0 && (ours.data ?? nothing).total > 0}>
            ,{" "}
          </Show>
          <Show when={(ours.data ?? nothing).total > 0}>
            <A href="/connections?state=needs_operator">
              {formatTotal(ours.data ?? nothing)} wait for us
            </A>
          </Show>
        </Show>
      }
    >
      <FilterBar
        filters={filters()}
        onChange={change}
        onEnterRows={() => rowsHandle?.focusFirst()}
      />
      <Show
        when={newest()}
        fallback={
          <Show
            when={list.isError}
            fallback={
              <Card flush>
                <Skeleton rows={10} label="Reading the connections" />
              </Card>
            }
          >
            <ProblemNote problem={list.error} onRetry={() => void list.refetch()} />
          </Show>
        }
      >
        <Show
          when={rows().length > 0}
          fallback={
            <Card>
              <Empty
                icon={<Plug size={18} />}
                title={hasFilters(filters()) ? "Nothing matches" : "There is no connection yet"}
              >
                {hasFilters(filters())
                  ? "Try fewer filters, or another part of the name."
                  : "Add a tenant with: pnpm churned tenant add"}
              </Empty>
            </Card>
          }
        >
          <ConnectionRows
            ref={(handle) => (rowsHandle = handle)}
            rows={rows()}
            total={total()}
            sort={filters().sort ?? "name"}
            onSort={(sort) => change({ sort: sort === "name" ? undefined : sort })}
            onShow={connections.show}
            onNearEnd={connections.readMore}
          />
          <Show when={connections.isReadingMore()}>
            <p data-rows-more role="status">
              Reading more…
            </p>
          </Show>
        </Show>
      </Show>
    </Page>
  );
}
