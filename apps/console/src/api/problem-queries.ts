/** What the operators' screens read of problems and incidents, and the key each answer is kept under. */
import { callAhead } from "./ahead.ts";

interface Reading {
  readonly signal: AbortSignal;
}

/** How "Needs someone" is narrowed; the address holds the same words. */
export interface ProblemFilters {
  readonly include?: "snoozed";
  readonly assignedTo?: "me";
}

const rowsPerPage = 200;

const paging = {
  initialPageParam: "",
  getNextPageParam: (page: { readonly nextCursor: string | null }) => page.nextCursor ?? undefined,
};

export const problemQueries = {
  list: (filters: ProblemFilters) => ({
    queryKey: ["problem", "list", filters],
    queryFn: async ({ signal, pageParam }: Reading & { pageParam: string }) => {
      const query = {
        limit: rowsPerPage,
        ...filters,
        ...(pageParam === "" ? {} : { cursor: pageParam }),
      };
      const page = await callAhead("listProblems", { query, signal });
      // Rows are told apart by an id, which here is their connection's.
      return {
        ...page,
        items: page.items.map((item) => ({ ...item, id: item.connection.id })),
      };
    },
    ...paging,
  }),
  count: () => ({
    queryKey: ["problem", "list", "count"],
    queryFn: async ({ signal }: Reading) => {
      const { causes } = await callAhead("listProblems", { query: { limit: 1 }, signal });
      return causes.reduce((sum, { count }) => sum + count, 0);
    },
  }),
  one: (connectionId: string) => ({
    queryKey: ["problem", "one", connectionId],
    queryFn: ({ signal }: Reading) => callAhead("getProblem", { id: connectionId, signal }),
  }),
  operators: () => ({
    queryKey: ["operators"],
    queryFn: ({ signal }: Reading) => callAhead("listOperators", { signal }),
    staleTime: 600_000,
  }),
  openIncidents: () => ({
    queryKey: ["incident", "open"],
    queryFn: ({ signal }: Reading) =>
      callAhead("listIncidents", { query: { state: "open", limit: 100 }, signal }),
  }),
  closedIncidents: () => ({
    queryKey: ["incident", "closed"],
    queryFn: ({ signal, pageParam }: Reading & { pageParam: string }) =>
      callAhead("listIncidents", {
        query: { state: "closed", limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    ...paging,
  }),
};

/** A row of "Needs someone". */
export type ProblemRow = Awaited<
  ReturnType<ReturnType<typeof problemQueries.list>["queryFn"]>
>["items"][number];
