import { connectionStates } from "@churned/domain/connection";
import { verdictKinds } from "@churned/domain/verdict";
import Search from "lucide-solid/icons/search";
import { For, onCleanup, Show } from "solid-js";
import type { ConnectionFilters } from "../../../api/queries.ts";
import { Button } from "../../../ui/button.tsx";
import { wordForConnection, wordForVerdict } from "../../shared/words.ts";
import { type FilterSearch, hasFilters } from "./filters.ts";
import "../../../ui/filters.css";

const typingMs = 200;

/** The filters of the list. The page's address contains them. */
export function FilterBar(props: {
  filters: ConnectionFilters;
  onChange: (change: FilterSearch) => void;
  /** Called when the arrow down key is pressed in the search field. */
  onEnterRows: () => void;
}) {
  let typing: ReturnType<typeof setTimeout> | undefined;
  let search: HTMLInputElement | undefined;
  onCleanup(() => clearTimeout(typing));

  function searchSoon(q: string): void {
    clearTimeout(typing);
    typing = setTimeout(() => props.onChange({ q: q.trim() === "" ? undefined : q }), typingMs);
  }

  return (
    <div data-filters role="search">
      <label data-search>
        <Search size={15} />
        <span data-unseen>Search connections</span>
        <input
          ref={(element) => (search = element)}
          data-input
          type="search"
          placeholder="Search by name"
          value={props.filters.q ?? ""}
          onInput={(event) => searchSoon(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            props.onEnterRows();
          }}
        />
      </label>
      <select
        data-input
        aria-label="State"
        onChange={(event) => props.onChange({ state: event.currentTarget.value || undefined })}
      >
        <option value="" selected={props.filters.state === undefined}>
          Any state
        </option>
        <For each={connectionStates}>
          {(state) => (
            <option value={state} selected={props.filters.state === state}>
              {wordForConnection(state, "operator").word}
            </option>
          )}
        </For>
      </select>
      <select
        data-input
        aria-label="Verdict"
        onChange={(event) => props.onChange({ verdict: event.currentTarget.value || undefined })}
      >
        <option value="" selected={props.filters.verdict === undefined}>
          Any verdict
        </option>
        <For each={verdictKinds}>
          {(kind) => (
            <option value={kind} selected={props.filters.verdict === kind}>
              {wordForVerdict(kind).word}
            </option>
          )}
        </For>
      </select>
      <Show when={hasFilters(props.filters)}>
        <Button
          variant="quiet"
          onClick={() => {
            if (search !== undefined) search.value = "";
            props.onChange({ q: undefined, state: undefined, verdict: undefined });
          }}
        >
          Show all
        </Button>
      </Show>
    </div>
  );
}
