/** What the operators' screens read of what syncs leave to them, and the key each answer is kept under. */
import { call } from "./call.ts";

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
  policies: () => ({
    queryKey: ["policies"],
    queryFn: ({ signal }: Reading) => call("listPolicies", { signal }),
  }),
};
