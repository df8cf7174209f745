import type { QueryClient } from "@tanstack/solid-query";
import type { Key } from "./reduce-event.ts";

/**
 * Reads again what is shown of a key, from now on; of an empty one, everything. A first read that is under way is not
 * begun anew by being invalidated, and may have been answered before what is told now: it is waited for, and then read
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
