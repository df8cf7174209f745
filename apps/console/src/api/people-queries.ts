/** The queries of the page of people, with their cache keys. */
import type { Role } from "@churned/domain/shared";
import { call } from "./call.ts";
import { paging } from "./queries.ts";

/** Filters of the list. Without filters: everybody. */
export interface PeopleFilters {
  readonly q?: string;
  readonly role?: Role;
  /** Only the customers of this tenant. */
  readonly tenantId?: string;
}

export const peopleQueries = {
  people: (filters: PeopleFilters) => ({
    queryKey: ["people", filters],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string }) =>
      call("listPeople", {
        query: { limit: 100, ...filters, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    ...paging,
  }),
};
