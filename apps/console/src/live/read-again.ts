import type { QueryClient } from "@tanstack/solid-query";
import type { Key } from "./reduce-event.ts";

/**
 * Reads the shown data of a key again. An empty key means all data. A first read that is in progress cannot be
 * restarted, and its answer may be older than the change. So this function waits for the first read and then reads
 * again.
 */
export async function readAgain(client: QueryClient, queryKey: Key): Promise<void> {
  const firstReads = client
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: "fetching" })
    .filter(({ state }) => state.data === undefined);
  await Promise.all([
    client.invalidateQueries({ queryKey }),
    ...firstReads.map(async (first) => {
      await first.promise?.catch(() => undefined);
      await client.invalidateQueries({ queryKey: first.queryKey, exact: true });
    }),
  ]);
}
