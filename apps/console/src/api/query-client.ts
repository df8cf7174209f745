import { QueryClient } from "@tanstack/solid-query";
import { readAgainDelayMs, shouldReadAgain } from "./retry.ts";

/** The cache of answers, and the rules for reading them again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Events invalidate answers. This time is for changes that cause no event.
        staleTime: 30_000,
        retry: shouldReadAgain,
        retryDelay: (failures) => readAgainDelayMs(failures),
        // Only a call shows whether Churned answers: a browser is "online" on any network.
        networkMode: "always",
        // Rows keep their identity across reads, so that nothing flickers or loses focus.
        reconcile: "id",
      },
      mutations: { retry: false },
    },
  });
}
