/** Acts like a page that waits for a verdict: receives change events and fetches the data that it shows. */
import { listenForChanges } from "@churned/db/client";
import type { Check } from "@churned/domain/wire";
import type { ServiceContext } from "@churned/services/context";
import { getCheck } from "@churned/services/reading";

/** A page that waits for any number of checks. */
export interface VerdictPage {
  /** Resolves when the page shows the check's verdict. */
  show(customer: ServiceContext, checkId: string): Promise<Check>;
  close(): Promise<void>;
}

export async function watchVerdicts(databaseUrl: string): Promise<VerdictPage> {
  const watched = new Map<string, () => void>();
  const changes = await listenForChanges({
    url: databaseUrl,
    onChange: ({ topic, id }) => {
      if (topic === "check") watched.get(id)?.();
    },
    onReconnect() {},
    onError(error) {
      throw error;
    },
  });

  return {
    async show(customer, checkId) {
      const { promise, resolve, reject } = Promise.withResolvers<Check>();
      let isReading = false;
      let isStale = false;
      async function look(): Promise<void> {
        isStale = true;
        if (isReading) return;
        isReading = true;
        // A change may arrive during a read. Then the data is read again.
        while (isStale) {
          isStale = false;
          const check = await getCheck(customer, { id: checkId });
          if (check.state === "done") resolve(check);
        }
        isReading = false;
      }
      const readOrFail = (): void => void look().catch(reject);
      watched.set(checkId, readOrFail);
      readOrFail();
      const check = await promise;
      watched.delete(checkId);
      return check;
    },
    close: () => changes.close(),
  };
}
