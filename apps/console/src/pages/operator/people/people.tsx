import { useSearchParams } from "@solidjs/router";
import { useInfiniteQuery, useQueryClient } from "@tanstack/solid-query";
import Users from "lucide-solid/icons/users";
import { createMemo, createSignal, For, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { peopleQueries } from "../../../api/people-queries.ts";
import { dataOf } from "../../../api/read.ts";
import type { Person } from "../../../api/types.ts";
import { Loaded } from "../../../shell/loaded.tsx";
import { Page } from "../../../shell/page.tsx";
import { ReasonDialog } from "../../../shell/reason-dialog.tsx";
import { Card } from "../../../ui/card.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { More } from "../../../ui/more.tsx";
import { showToast } from "../../../ui/toast.tsx";
import { hasPeopleFilters, PeopleFilterBar, readPeopleFilters } from "./people-filters.tsx";
import { PersonRow } from "./person-row.tsx";
import { changeWords, type PersonChange } from "./person-words.ts";
import "./people.css";

/** The people with an account, and what an operator can do with an account. */
export default function People() {
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams<{ q: string; role: string; tenantId: string }>();
  const filters = createMemo(() => readPeopleFilters(search));
  const list = useInfiniteQuery(() => peopleQueries.people(filters()));
  const [asked, setAsked] = createSignal<{ person: Person; change: PersonChange }>();
  const people = () => dataOf(list)?.pages.flatMap(({ items }) => items) ?? [];
  const tenantName = () => people().find(({ tenant }) => tenant !== null)?.tenant?.name;

  async function change(reason: string): Promise<void> {
    const chosen = asked();
    if (chosen === undefined) return;
    await call(chosen.change, { id: chosen.person.id, body: { reason } });
    showToast(changeWords[chosen.change].done(chosen.person.name));
    await client.invalidateQueries({ queryKey: ["people"] });
  }

  return (
    <Page
      headline={filters().tenantId && tenantName() ? `People of ${tenantName()}` : "People"}
      below="Everybody with an account, the newest first. A change takes effect at once."
      width="reading"
    >
      <PeopleFilterBar
        filters={filters()}
        onChange={(next) => setSearch({ ...next }, { replace: true, scroll: false })}
      />
      <Card flush>
        <Loaded read={list} label="Reading the people" rows={6}>
          {() => (
            <Show
              when={people().length > 0}
              fallback={
                <Empty
                  icon={<Users size={18} />}
                  title={hasPeopleFilters(filters()) ? "Nobody matches" : "Nobody has an account"}
                >
                  {hasPeopleFilters(filters())
                    ? "Try fewer filters, or another part of the name."
                    : "Add a person with: pnpm churned user add"}
                </Empty>
              }
            >
              <ul data-people>
                <For each={people()}>
                  {(person) => (
                    <PersonRow
                      person={person}
                      onAsk={(next) => setAsked({ person, change: next })}
                    />
                  )}
                </For>
              </ul>
            </Show>
          )}
        </Loaded>
        <More
          has={list.hasNextPage}
          busy={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      </Card>
      <Show when={asked()} keyed>
        {({ person, change: chosen }) => (
          <ReasonDialog
            open
            title={changeWords[chosen].question(person.name)}
            text={changeWords[chosen].text(person.name)}
            label="Reason"
            action={changeWords[chosen].action}
            {...(changeWords[chosen].variant && { variant: changeWords[chosen].variant })}
            onClose={() => setAsked(undefined)}
            onConfirm={change}
          />
        )}
      </Show>
    </Page>
  );
}
