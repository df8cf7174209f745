/** Queries for inbox items and incidents, with their cache keys. */
import { call } from "./call.ts";
import { paging } from "./queries.ts";

interface Reading {
  readonly signal: AbortSignal;
}

/** Filters of the page "Needs someone". Its address uses the same names. */
export interface InboxFilters {
  readonly include?: "snoozed";
  readonly assignedTo?: "me";
}

const rowsPerPage = 200;

export const inboxQueries = {
  list: (filters: InboxFilters) => ({
    queryKey: ["inbox", "list", filters],
    read: async (cursor: string, signal: AbortSignal) => {
      const query = { limit: rowsPerPage, ...filters, ...(cursor === "" ? {} : { cursor }) };
      const page = await call("listInboxItems", { query, signal });
      // The connection's id identifies the row.
      return {
        ...page,
        items: page.items.map((item) => ({ ...item, id: item.connection.id })),
      };
    },
  }),
  /** The most severe items, for the page "Overview". */
  first: () => ({
    queryKey: ["inbox", "list", "first"],
    queryFn: async ({ signal }: Reading) => {
      const { items, causes } = await call("listInboxItems", { query: { limit: 6 }, signal });
      return { causes, items: items.map((item) => ({ ...item, id: item.connection.id })) };
    },
  }),
  count: () => ({
    queryKey: ["inbox", "list", "count"],
    queryFn: async ({ signal }: Reading) => {
      const { causes } = await call("listInboxItems", { query: { limit: 1 }, signal });
      return causes.reduce((sum, { count }) => sum + count, 0);
    },
  }),
  one: (connectionId: string) => ({
    queryKey: ["inbox", "one", connectionId],
    queryFn: ({ signal }: Reading) => call("getInboxItem", { id: connectionId, signal }),
  }),
  operators: () => ({
    queryKey: ["operators"],
    queryFn: ({ signal }: Reading) => call("listOperators", { signal }),
    staleTime: 600_000,
  }),
  incident: (id: string) => ({
    queryKey: ["incident", "one", id],
    queryFn: ({ signal }: Reading) => call("getIncident", { id, signal }),
  }),
  openIncidents: () => ({
    queryKey: ["incident", "open"],
    queryFn: ({ signal }: Reading) =>
      call("listIncidents", { query: { state: "open", limit: 100 }, signal }),
  }),
  closedIncidents: () => ({
    queryKey: ["incident", "closed"],
    queryFn: ({ signal, pageParam }: Reading & { pageParam: string }) =>
      call("listIncidents", {
        query: { state: "closed", limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    ...paging,
  }),
};

type InboxPage = Awaited<ReturnType<ReturnType<typeof inboxQueries.list>["read"]>>;

/** A cause, with the number of its connections. */
export type InboxCause = InboxPage["causes"][number];

/** A row of the page "Needs someone". */
export type InboxRow = InboxPage["items"][number];

/** The most severe inbox items, with the number of items of each cause. */
export type InboxStart = Awaited<ReturnType<ReturnType<typeof inboxQueries.first>["queryFn"]>>;
