import { roles } from "@churned/domain/shared";
import Search from "lucide-solid/icons/search";
import { onCleanup, Show } from "solid-js";
import type { PeopleFilters } from "../../../api/people-queries.ts";
import { Button } from "../../../ui/button.tsx";
import "../../../ui/filters.css";

const typingMs = 200;

/** The filters of the list, as the page's address contains them. */
export interface PeopleSearch {
  q?: string | undefined;
  role?: string | undefined;
  tenantId?: string | undefined;
}

/** Unknown values are ignored. */
export function readPeopleFilters(search: PeopleSearch): PeopleFilters {
  const q = search.q?.trim() ?? "";
  const role = roles.find((known) => known === search.role);
  const { tenantId = "" } = search;
  return {
    ...(q === "" ? {} : { q }),
    ...(role === undefined ? {} : { role }),
    ...(tenantId === "" ? {} : { tenantId }),
  };
}

export function hasPeopleFilters({ q, role, tenantId }: PeopleFilters): boolean {
  return (q ?? role ?? tenantId) !== undefined;
}

export function PeopleFilterBar(props: {
  filters: PeopleFilters;
  onChange: (change: PeopleSearch) => void;
}) {
  let typing: ReturnType<typeof setTimeout> | undefined;
  let search: HTMLInputElement | undefined;
  onCleanup(() => clearTimeout(typing));
  return (
    <div data-filters role="search">
      <label data-search>
        <Search size={15} />
        <span data-unseen>Search people</span>
        <input
          ref={(element) => (search = element)}
          data-input
          type="search"
          placeholder="Search by name, mail or tenant"
          value={props.filters.q ?? ""}
          onInput={(event) => {
            const q = event.currentTarget.value;
            clearTimeout(typing);
            typing = setTimeout(
              () => props.onChange({ q: q.trim() === "" ? undefined : q }),
              typingMs,
            );
          }}
        />
      </label>
      <select
        data-input
        aria-label="Role"
        onChange={(event) => props.onChange({ role: event.currentTarget.value || undefined })}
      >
        <option value="" selected={props.filters.role === undefined}>
          Any role
        </option>
        <option value="operator" selected={props.filters.role === "operator"}>
          Operators
        </option>
        <option value="customer" selected={props.filters.role === "customer"}>
          Customers
        </option>
      </select>
      <Show when={hasPeopleFilters(props.filters)}>
        <Button
          variant="quiet"
          onClick={() => {
            clearTimeout(typing);
            if (search !== undefined) search.value = "";
            props.onChange({ q: undefined, role: undefined, tenantId: undefined });
          }}
        >
          Show all
        </Button>
      </Show>
    </div>
  );
}
