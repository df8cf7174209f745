import type { QueryClient } from "@tanstack/solid-query";
import type { Key } from "./reduce-event.ts";

/**
 * Reads the shown data of a key again; an empty key means everything. Invalidating does not restart a first read that
 * is in progress, and its answer may be older than the change. So this waits for the first read, and then reads again.
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
