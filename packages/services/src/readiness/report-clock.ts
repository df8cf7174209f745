import type { Log } from "../context/context.ts";

/** Logs that the machine's clock became wrong, or right again. For `followClock`. */
export function reportClock(
  log: Log,
  { isRight, aheadMs }: { readonly isRight: boolean; readonly aheadMs: number },
): void {
  const fields = { aheadSeconds: Math.round(aheadMs / 1_000) };
  if (isRight) log.info(fields, "the clock of this machine agrees with PostgreSQL's clock again");
  else
    log.error(
      fields,
      "the clock of this machine differs from PostgreSQL's clock by more than a minute; this process is not ready and runs no timers until somebody corrects the clock",
    );
}
