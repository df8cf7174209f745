/**
 * PostgreSQL's clock decides what is due, kept and late: see ADR 0022. A process asks PostgreSQL for its time and adds
 * the time that has passed since, by a clock that nobody can set. So the clock of the machine decides nothing.
 */
import type { Database } from "./database.ts";

/** If the machine's clock differs from PostgreSQL's clock by more than this time, the clock is wrong. */
export const clockToleranceMs = 60_000;

const measureEveryMs = 5_000;
/** An answer that took longer than this time says too little about PostgreSQL's present time. */
const answerMaxMs = 2_000;

/** PostgreSQL's time in this process. */
export interface Clock {
  readonly now: () => Date;
  /** How far the machine's clock is ahead of PostgreSQL's clock. Negative if the machine's clock is behind. */
  readonly aheadMs: () => number;
  /** False if the machine's clock is wrong: see `clockToleranceMs`. */
  readonly isRight: () => boolean;
  readonly stop: () => void;
}

/**
 * Measures PostgreSQL's clock now and every five seconds. `onTurn` is called when the machine's clock becomes wrong,
 * and when it is right again. A failed measurement keeps the last one. Throws if the first measurement fails.
 */
export async function followClock(
  db: Database,
  onTurn: (turn: { readonly isRight: boolean; readonly aheadMs: number }) => void = () => undefined,
): Promise<Clock> {
  let { atMs, passedMs } = await measure(db);
  let wasRight = true;
  const nowMs = (): number => atMs + performance.now() - passedMs;
  const aheadMs = (): number => Math.round(Date.now() - nowMs());
  const isRight = (): boolean => Math.abs(aheadMs()) <= clockToleranceMs;
  const tellTurn = (): void => {
    if (isRight() === wasRight) return;
    wasRight = !wasRight;
    onTurn({ isRight: wasRight, aheadMs: aheadMs() });
  };
  let isMeasuring = false;
  const follow = async (): Promise<void> => {
    // A turn is told also while an earlier measurement still waits for a database that does not answer.
    tellTurn();
    if (isMeasuring) return;
    isMeasuring = true;
    try {
      const measured = await measure(db);
      if (measured.tookMs <= answerMaxMs) ({ atMs, passedMs } = measured);
    } catch {
      // The database is away. The pool and the work of the process report that.
    } finally {
      isMeasuring = false;
    }
    tellTurn();
  };
  const timer = setInterval(() => void follow(), measureEveryMs).unref();
  tellTurn();
  return {
    now: () => new Date(nowMs()),
    aheadMs,
    isRight,
    stop: () => clearInterval(timer),
  };
}

/** PostgreSQL's time, the reading of our own clock at the same moment, and how long the answer took. */
async function measure({ pool }: Database) {
  // The wait for a free connection must not count as a part of the answer's time.
  const client = await pool.connect();
  try {
    const begunMs = performance.now();
    const { rows } = await client.query<{ at: number }>(
      "select (extract(epoch from clock_timestamp()) * 1000)::float8 as at",
    );
    const tookMs = performance.now() - begunMs;
    const [row] = rows;
    if (row === undefined) throw new Error("PostgreSQL did not tell its time.");
    return { atMs: row.at, passedMs: begunMs + tookMs / 2, tookMs };
  } finally {
    client.release();
  }
}
