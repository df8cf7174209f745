import { A, useNavigate, useParams, useSearchParams } from "@solidjs/router";
import { useInfiniteQuery, useQuery } from "@tanstack/solid-query";
import ChevronLeft from "lucide-solid/icons/chevron-left";
import { createEffect, createMemo, createSignal, Show } from "solid-js";
import { queries } from "../../../api/queries.ts";
import { type ProblemFilters, problemQueries } from "../../../api/problem-queries.ts";
import { dataOf } from "../../../api/read.ts";
import { IncidentBanner } from "../../shared/incident-banner.tsx";
import { Page } from "../../../shell/page.tsx";
import { Card } from "../../../ui/card.tsx";
import { formatCount } from "../../../ui/numbers.ts";
import { createMedia } from "../../../ui/media.ts";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { createBulkTests } from "./bulk-tests.ts";
import { AllWell } from "./all-well.tsx";
import { listenForShortcuts } from "./listen-for-shortcuts.ts";
import { ProblemFilterBar } from "./problem-filter-bar.tsx";
import { type PanelWish, ProblemPanel } from "./problem-panel.tsx";
import { ProblemRows, type RowsHandle } from "./problem-rows.tsx";
import { findNeighbour } from "./row-entries.ts";
import { tellConnected } from "./tell-connected.ts";
import { ShortcutLegend, ShortcutsDialog } from "./shortcuts-dialog.tsx";
import "./needs-someone.css";

/** The operators' first screen: every connection that needs a person, the worst first, and what to do about each. */
export default function NeedsSomeone() {
  const params = useParams<{ id?: string }>();
  const [search, setSearch] = useSearchParams<{ include?: string; assignedTo?: string }>();
  const navigate = useNavigate();
  // Where both fit side by side.
  const isWide = createMedia("(min-width: 1280px)");
  const filters = createMemo<ProblemFilters>(() => ({
    ...(search.include === "snoozed" ? { include: "snoozed" as const } : {}),
    ...(search.assignedTo === "me" ? { assignedTo: "me" as const } : {}),
  }));
  const list = useInfiniteQuery(() => problemQueries.list(filters()));
  const connected = useQuery(() => queries.connectionCount("connected"));
  const all = useQuery(() => queries.connectionCount());
  const tests = createBulkTests();
  const [wish, setWish] = createSignal<PanelWish>();
  const [isHelping, setIsHelping] = createSignal(false);
  let handle: RowsHandle | undefined;

  const rows = createMemo(() => dataOf(list)?.pages.flatMap(({ items }) => items) ?? []);
  const causes = () => dataOf(list)?.pages[0]?.causes ?? [];
  const total = () => causes().reduce((sum, { count }) => sum + count, 0);
  const isDetail = () => !isWide() && params.id !== undefined;
  const current = () => rows().find(({ id }) => id === params.id);

  const query = () => {
    const words = new URLSearchParams({ ...filters() });
    return words.size === 0 ? "" : `?${words}`;
  };
  const addressOf = (id: string) => `/needs-someone/${id}${query()}`;
  function show(id: string): void {
    navigate(addressOf(id), { replace: isWide() || params.id !== undefined, scroll: !isWide() });
  }

  // The first is shown by its own address, so that nothing changes under somebody's eyes when the list does.
  createEffect(() => {
    const first = rows()[0];
    if (isWide() && params.id === undefined && first !== undefined) show(first.id);
    // Nothing stays chosen in a list that is empty.
    if (isWide() && params.id !== undefined && dataOf(list) !== undefined && first === undefined)
      navigate(`/needs-someone${query()}`, { replace: true });
  });

  function move(step: 1 | -1): void {
    const from = isWide() || isDetail() ? params.id : focusedId();
    const id = findNeighbour(rows(), from, step);
    if (id === undefined) return;
    if (isWide() || isDetail()) show(id);
    handle?.focus(id);
  }
  function ask(asked: PanelWish): void {
    const id = params.id ?? focusedId();
    if (id === undefined) return;
    setWish(asked);
    if (params.id === undefined) show(id);
  }
  function goOn(): void {
    const id = params.id;
    const next = findNeighbour(rows(), id, 1) ?? findNeighbour(rows(), id, -1);
    if (isWide() && next !== undefined && next !== id) show(next);
    else navigate(`/needs-someone${query()}`, { replace: true });
  }

  listenForShortcuts((action) => {
    if (action === "next") move(1);
    else if (action === "previous") move(-1);
    else if (action === "help") setIsHelping(true);
    else ask(action === "open" ? "read" : action);
  });

  const headline = () => {
    if (isDetail()) return current()?.connection.tenantName ?? "Needs someone";
    if (dataOf(list) === undefined) return "Needs someone";
    const count = total();
    if (filters().assignedTo === "me")
      return count === 0
        ? "Nothing is yours right now"
        : `${formatCount(count)} of these are yours`;
    if (count === 0) return "Nobody is needed";
    return count === 1
      ? "1 connection needs someone"
      : `${formatCount(count)} connections need someone`;
  };

  return (
    <Page
      eyebrow={
        <Show when={isDetail()}>
          <A href={`/needs-someone${query()}`} data-back>
            <ChevronLeft size={13} /> Needs someone
          </A>
        </Show>
      }
      headline={headline()}
      below={
        <Show when={!isDetail() && dataOf(connected) !== undefined && dataOf(all) !== undefined}>
          {tellConnected(connected.data ?? 0, all.data ?? 0)}
        </Show>
      }
      actions={
        <Show when={!isDetail()}>
          <ProblemFilterBar filters={filters()} onChange={(next) => setSearch(next)} />
        </Show>
      }
    >
      <Show when={!isDetail()}>
        <IncidentBanner />
      </Show>
      <Show
        when={!isDetail()}
        fallback={
          // Nothing that was typed for one customer may stand beside another.
          <Show when={params.id} keyed>
            {(id) => (
              <ProblemPanel
                id={id}
                isAlone
                wish={wish()}
                onWishMet={() => setWish(undefined)}
                onGone={goOn}
              />
            )}
          </Show>
        }
      >
        <Show
          when={dataOf(list)}
          fallback={
            <Show
              when={list.isError}
              fallback={
                <Card flush>
                  <Skeleton rows={8} label="Looking who needs someone" />
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
              <AllWell filters={filters()} connected={connected.data ?? 0} all={all.data ?? 0} />
            }
          >
            <div data-needs-someone>
              <div>
                <ShortcutLegend onHelp={() => setIsHelping(true)} />
                <ProblemRows
                  ref={(made) => (handle = made)}
                  rows={rows()}
                  causes={causes()}
                  tests={tests}
                  selectedId={isWide() ? params.id : undefined}
                  addressOf={addressOf}
                  onOpen={() => setWish("read")}
                  onNearEnd={() => {
                    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
                  }}
                />
              </div>
              <Show when={isWide() && params.id} keyed>
                {(id) => (
                  <div data-beside-list>
                    <ProblemPanel
                      id={id}
                      wish={wish()}
                      onWishMet={() => setWish(undefined)}
                      onGone={goOn}
                    />
                  </div>
                )}
              </Show>
            </div>
          </Show>
        </Show>
      </Show>
      <ShortcutsDialog open={isHelping()} onClose={() => setIsHelping(false)} />
    </Page>
  );
}

/** The row that has the focus, where the list stands alone. */
function focusedId(): string | undefined {
  return document.activeElement?.closest<HTMLElement>("[data-problem-row]")?.dataset["id"];
}
