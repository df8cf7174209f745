/** Queries about syncs that only operators read, with their cache keys. */
import { call } from "./call.ts";
import { paging } from "./queries.ts";

interface Reading {
  readonly signal: AbortSignal;
}

export const syncQueries = {
  /** The questions about missing records of a connection, newest first. */
  heldDeletions: (connectionId: string) => ({
    queryKey: ["held_deletes", connectionId],
    queryFn: ({ signal }: Reading) =>
      call("listHeldDeletions", { query: { connectionId, limit: 10 }, signal }),
  }),
  /** Records and fields that could not be stored as Planhat sent them. Each sync may change the list. */
  setAside: (connectionId: string) => ({
    queryKey: ["sync", "set-aside", connectionId],
    queryFn: ({ signal, pageParam }: Reading & { pageParam: string }) =>
      call("listSetAside", {
        id: connectionId,
        query: { limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    ...paging,
  }),
  customFields: (connectionId: string) => ({
    queryKey: ["custom_fields", connectionId],
    queryFn: async ({ signal }: Reading) => {
      const { items } = await call("listCustomFields", { id: connectionId, signal });
      // The query client identifies a row by `id`. Here the model and the name of the field identify the row.
      return items.map((field) => ({ ...field, id: `${field.model}/${field.name}` }));
    },
  }),
  policies: () => ({
    queryKey: ["policies"],
    queryFn: ({ signal }: Reading) => call("listPolicies", { signal }),
  }),
};
