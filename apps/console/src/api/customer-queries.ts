/** What the customer's pages read beyond their connection, and the key each answer is kept under. */
import { callAhead, isOffered } from "./ahead.ts";

interface Reading {
  readonly signal: AbortSignal;
}

export const customerQueries = {
  invitations: (connectionId: string) => ({
    queryKey: ["invitation", connectionId],
    enabled: isOffered("listInvitations"),
    queryFn: ({ signal }: Reading) => callAhead("listInvitations", { id: connectionId, signal }),
  }),
  receipt: (connectionId: string) => ({
    queryKey: ["receipt", connectionId],
    queryFn: ({ signal }: Reading) => callAhead("getReceipt", { id: connectionId, signal }),
  }),
};
