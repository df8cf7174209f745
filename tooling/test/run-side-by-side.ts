/** A piece of work that may run beside other work. */
export interface Work {
  readonly name: string;
  /** Names of work that must end before this work starts. A name that is not in the list is ignored. */
  readonly after?: readonly string[];
  /** True if nothing else may run at the same time, because the work compares times. */
  readonly isAlone?: boolean;
}

/**
 * Runs all work, at most `places` pieces at a time. Starts the pieces in the order of the list if possible. Throws if
 * the names in `after` form a circle. `run` must not throw.
 */
export async function runSideBySide<T extends Work>(
  all: readonly T[],
  places: number,
  run: (work: T) => Promise<void>,
): Promise<void> {
  const waiting = [...all];
  const running = new Map<T, Promise<void>>();
  const isOver = (name: string): boolean =>
    ![...waiting, ...running.keys()].some((work) => work.name === name);
  const mayBegin = ({ after = [], isAlone = false }: T): boolean =>
    running.size < (isAlone ? 1 : places) &&
    ![...running.keys()].some((work) => work.isAlone) &&
    after.every(isOver);
  while (waiting.length + running.size > 0) {
    for (let at = waiting.findIndex(mayBegin); at >= 0; at = waiting.findIndex(mayBegin)) {
      const [work] = waiting.splice(at, 1);
      if (work === undefined) break;
      running.set(
        work,
        run(work).then(() => void running.delete(work)),
      );
    }
    if (running.size === 0)
      throw new Error(`These wait for one another: ${waiting.map(({ name }) => name).join(", ")}`);
    await Promise.race(running.values());
  }
}
