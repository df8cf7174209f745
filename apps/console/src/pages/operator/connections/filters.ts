/** The filters of the list, as the page's address contains them. Unknown values are ignored. */
import { connectionStates } from "@churned/domain/connection";
import { verdictKinds } from "@churned/domain/verdict";
import {
  type ConnectionFilters,
  type ConnectionSort,
  connectionSorts,
} from "../../../api/queries.ts";

export interface FilterSearch {
  q?: string | undefined;
  state?: string | undefined;
  verdict?: string | undefined;
  sort?: string | undefined;
}

export function readFilters(search: FilterSearch): ConnectionFilters {
  const q = search.q?.trim() ?? "";
  const state = connectionStates.find((known) => known === search.state);
  const verdict = verdictKinds.find((known) => known === search.verdict);
  const sort = connectionSorts.find((known) => known === search.sort);
  return {
    ...(q === "" ? {} : { q }),
    ...(state === undefined ? {} : { state }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(sort === undefined || sort === "name" ? {} : { sort }),
  };
}

export function hasFilters(filters: ConnectionFilters): boolean {
  return (filters.q ?? filters.state ?? filters.verdict) !== undefined;
}

/** The order after a press of a column's heading: first ascending, then descending. */
export function nextSort(column: "name" | "checkedAt", current: ConnectionSort): ConnectionSort {
  return current === column ? `-${column}` : column;
}
