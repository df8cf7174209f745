import { A, useSearchParams } from "@solidjs/router";
import { useQuery } from "@tanstack/solid-query";
import ChevronLeft from "lucide-solid/icons/chevron-left";
import { createMemo, createSignal, Show } from "solid-js";
import { usePagedList } from "../../../api/paged-list.ts";
import { queries } from "../../../api/queries.ts";
import { type InboxFilters, inboxQueries } from "../../../api/inbox-queries.ts";
import { dataOf } from "../../../api/read.ts";
import { Page } from "../../../shell/page.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { Card } from "../../../ui/card.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { IncidentBanner } from "../../shared/incident-banner.tsx";
import { AllWell } from "./all-well.tsx";
import { createBulkTests } from "./bulk-tests.ts";
import { createChoice } from "./choose-item.ts";
import { headlineForList } from "./list-headline.ts";
import { listenForShortcuts } from "./listen-for-shortcuts.ts";
import { InboxFilterBar } from "./inbox-filter-bar.tsx";
import { TriagePanel } from "./triage-panel.tsx";
import { nothing } from "../../../ui/numbers.ts";
import { InboxRows } from "./inbox-rows.tsx";
import { ShortcutLegend, ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { tellConnected } from "./tell-connected.ts";
import "./needs-someone.css";

/** The operators' inbox: connections that need a person, with the remedy. The most severe come first. */
export default function NeedsSomeone() {
  const [search, setSearch] = useSearchParams<{ include?: string; assignedTo?: string }>();
  const filters = createMemo<InboxFilters>(() => ({
    ...(search.include === "snoozed" ? { include: "snoozed" as const } : {}),
    ...(search.assignedTo === "me" ? { assignedTo: "me" as const } : {}),
  }));
  const items = usePagedList(() => inboxQueries.list(filters()));
  const connected = useQuery(() => queries.connectionCount("connected"));
  const all = useQuery(() => queries.connectionCount());
  const tests = createBulkTests();
  const [isHelping, setIsHelping] = createSignal(false);
  const { list, rows } = items;
  const causes = () => items.newest()?.causes ?? [];
  const choice = createChoice(filters, rows);

  listenForShortcuts((action) => {
    if (action === "next") choice.move(1);
    else if (action === "previous") choice.move(-1);
    else if (action === "help") setIsHelping(true);
    else choice.ask(action === "open" ? "read" : action);
  });

  const headline = () => {
    const current = rows()?.find(({ id }) => id === choice.id());
    if (choice.isDetail()) return current?.connection.tenantName ?? "Needs someone";
    const count = causes().reduce((sum, cause) => sum + cause.count, 0);
    return headlineForList(rows() === undefined ? undefined : count, filters());
  };
  // Keyed by the id: a text for one customer must never appear beside another customer.
  const Panel = (props: { isAlone: boolean }) => (
    <Show when={choice.id()} keyed>
      {(id) => (
        <TriagePanel
          id={id}
          isAlone={props.isAlone}
          wish={choice.wish()}
          onWishMet={() => choice.setWish(undefined)}
          onGone={choice.goOn}
        />
      )}
    </Show>
  );
  const List = () => (
    <div data-needs-someone>
      <div>
        <ShortcutLegend onHelp={() => setIsHelping(true)} />
        <InboxRows
          ref={choice.setHandle}
          rows={rows() ?? []}
          causes={causes()}
          tests={tests}
          selectedId={choice.isWide() ? choice.id() : undefined}
          addressOf={choice.addressOf}
          onOpen={() => choice.setWish("read")}
          onShow={items.show}
          onNearEnd={items.readMore}
        />
      </div>
      <Show when={choice.isWide() && choice.id() !== undefined}>
        <div data-beside-list>
          <Panel isAlone={false} />
        </div>
      </Show>
    </div>
  );

  return (
    <Page
      eyebrow={
        <Show when={choice.isDetail()}>
          <A href={choice.listAddress()} data-back>
            <ChevronLeft size={13} /> Needs someone
          </A>
        </Show>
      }
      headline={headline()}
      below={
        <Show
          when={!choice.isDetail() && dataOf(connected) !== undefined && dataOf(all) !== undefined}
        >
          {tellConnected(connected.data ?? nothing, all.data ?? nothing)}
        </Show>
      }
      actions={
        <Show when={!choice.isDetail()}>
          <InboxFilterBar filters={filters()} onChange={(next) => setSearch(next)} />
        </Show>
      }
    >
      <Show when={!choice.isDetail()} fallback={<Panel isAlone />}>
        <IncidentBanner />
        <Show
          when={rows()}
          fallback={
            <NotListed problem={list.isError ? list.error : undefined} onRetry={list.refetch} />
          }
        >
          {(found) => (
            <Show
              when={found().length > 0}
              fallback={
                <AllWell
                  filters={filters()}
                  connected={connected.data ?? nothing}
                  all={all.data ?? nothing}
                />
              }
            >
              <List />
            </Show>
          )}
        </Show>
      </Show>
      <ShortcutsDialog open={isHelping()} onClose={() => setIsHelping(false)} />
    </Page>
  );
}

/** Shown instead of the list: a skeleton, or the error. */
function NotListed(props: { problem: unknown; onRetry: () => unknown }) {
  return (
    <Show
      when={props.problem}
      fallback={
        <Card flush>
          <Skeleton rows={8} label="Looking who needs someone" />
        </Card>
      }
    >
      <ProblemNote problem={props.problem} onRetry={() => void props.onRetry()} />
    </Show>
  );
}
