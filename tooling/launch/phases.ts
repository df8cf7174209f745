/** Measures the phases of a start. */
export type Phases = {
  /** Runs one phase, and records its beginning and duration. */
  time<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Prints the phases if LOG_LEVEL=debug. */
  report(): void;
};

/** Starts measuring now. */
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
