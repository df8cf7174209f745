/**
 * Calls the runner of checks when checks are due: at each notification, and once a second. The second is for checks
 * whose notification was lost, whose worker died, or that are due at a later time.
 */
import { listenForDueChecks } from "@churned/db/check";
import type { Logger } from "@churned/runtime";

const lookEveryMs = 1_000;

/** Watches until it is closed. Rejects if the database cannot be reached. */
export async function watchDueChecks(options: {
  readonly databaseUrl: string;
  readonly claimDue: () => Promise<void>;
  readonly log: Logger;
}): Promise<{ close(): Promise<void> }> {
  const { databaseUrl, claimDue, log } = options;
  const look = (): void => {
    claimDue().catch((error: unknown) => log.warn({ err: error }, "could not claim due checks"));
  };
  const listener = await listenForDueChecks({
    url: databaseUrl,
    onDue: look,
    onReconnect: look,
    onError: (error) =>
      log.warn({ err: error }, "the connection that listens for due checks failed"),
  });
  const timer = setInterval(look, lookEveryMs);
  look();
  return {
    async close() {
      clearInterval(timer);
      await listener.close();
    },
  };
}
