/**
 * Logs reads of sensitive data in the audit, before the data is read. A program may read many pages in a second. So
 * each process logs only the first read of a person in each interval, for each kind of data and each connection.
 */
import { type ReadAction, readLoggedEveryMs } from "@churned/domain/history";
import type { ServiceContext } from "@churned/services/context";
import { logRead } from "@churned/services/history";

export type ReadLog = (
  ctx: ServiceContext,
  read: { readonly action: ReadAction; readonly connectionId?: string },
) => Promise<void>;

/** The most reads that are kept in memory. Above this number, all are forgotten, and reads are logged again. */
const keptMax = 10_000;

export function createReadLog(): ReadLog {
  const logged = new Map<string, number>();
  return async (ctx, read) => {
    const key = JSON.stringify([ctx.actor, read]);
    const now = ctx.now().getTime();
    const last = logged.get(key);
    if (last !== undefined && now - last < readLoggedEveryMs) return;
    if (!(await logRead(ctx, read))) return;
    if (logged.size >= keptMax) logged.clear();
    logged.set(key, now);
  };
}
