/** Queries of the customer's pages, beyond the connection itself, with their cache keys. */
import { call } from "./call.ts";
import type { Receipt } from "./types.ts";

interface Reading {
  readonly signal: AbortSignal;
}

const erasingPollMs = 5_000;

export const customerQueries = {
  invitations: (connectionId: string) => ({
    queryKey: ["invitation", connectionId],
    queryFn: ({ signal }: Reading) => call("listInvitations", { id: connectionId, signal }),
  }),
  receipt: (connectionId: string) => ({
    queryKey: ["receipt", connectionId],
    queryFn: ({ signal }: Reading) => call("getReceipt", { id: connectionId, signal }),
    // Erasing much data takes a while, so the receipt is read again until the data is erased.
    refetchInterval: (query: { readonly state: { readonly data: Receipt | undefined } }) => {
      const { data } = query.state;
      return data?.data === "erased" && data.erasedAt === null ? erasingPollMs : false;
    },
  }),
};
