import { QueryClient } from "@tanstack/solid-query";
import { readAgainDelayMs, shouldReadAgain } from "./retry.ts";

/** What was read, kept in the page and read again by these rules. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Events say what is old. This is only for what no event told.
        staleTime: 30_000,
        retry: shouldReadAgain,
        retryDelay: (failures) => readAgainDelayMs(failures),
        // Whether Churned answers is found by asking: a browser's word for being online is about some network.
        networkMode: "always",
        // Rows keep their identity when they are read again, so that nothing flickers or loses its focus.
        reconcile: "id",
      },
      mutations: { retry: false },
    },
  });
}
