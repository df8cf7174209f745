/** Queries for what syncs leave to operators, with their cache keys. */
import { call } from "./call.ts";
import { paging } from "./queries.ts";

interface Reading {
  readonly signal: AbortSignal;
}

export const syncQueries = {
  /** The questions about missing records of a connection, newest first. */
  heldDeletes: (connectionId: string) => ({
    queryKey: ["held_deletes", connectionId],
    queryFn: ({ signal }: Reading) =>
      call("listHeldDeletes", { query: { connectionId, limit: 10 }, signal }),
  }),
  /** Records and fields that could not land as Planhat sent them. They change with each sync. */
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
      // The query client identifies rows by `id`; here it is the field's position.
      return items.map((field) => ({ ...field, id: `${field.model}/${field.name}` }));
    },
  }),
  policies: () => ({
    queryKey: ["policies"],
    queryFn: ({ signal }: Reading) => call("listPolicies", { signal }),
  }),
};
