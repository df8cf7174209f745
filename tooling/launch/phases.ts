/** Measures what a start is made of. */
export type Phases = {
  /** Runs one phase and remembers when it began and how long it took. */
  time<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Prints them, when asked for with LOG_LEVEL=debug. */
  report(): void;
};

/** Phases count from now. */
export function createPhases(isDebug: boolean): Phases {
  const startedAt = performance.now();
  const lines: string[] = [];
  return {
    time: async (name, run) => {
      const beganMs = performance.now() - startedAt;
      try {
        return await run();
      } finally {
        const endedMs = performance.now() - startedAt;
        lines.push(`${name.padEnd(12)}${Math.round(beganMs)} to ${Math.round(endedMs)} ms`);
      }
    },
    report: () => {
      if (isDebug) console.log(lines.join("\n"));
    },
  };
}
