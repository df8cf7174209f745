/** What the operators' screens read of what syncs leave to them, and the key each answer is kept under. */
import { call } from "./call.ts";
import { paging } from "./queries.ts";

interface Reading {
  readonly signal: AbortSignal;
}

export const syncQueries = {
  /** A connection's questions about missing records, the latest first. */
  heldDeletes: (connectionId: string) => ({
    queryKey: ["held_deletes", connectionId],
    queryFn: ({ signal }: Reading) =>
      call("listHeldDeletes", { query: { connectionId, limit: 10 }, signal }),
  }),
  /** What of a connection did not land as it came. It changes with its syncs. */
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
      // Rows are told apart by an id, which here is the field's own place.
      return items.map((field) => ({ ...field, id: `${field.model}/${field.name}` }));
    },
  }),
  policies: () => ({
    queryKey: ["policies"],
    queryFn: ({ signal }: Reading) => call("listPolicies", { signal }),
  }),
};
