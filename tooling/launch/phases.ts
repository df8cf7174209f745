/** Measures the phases of a start. */
export type Phases = {
  /** Runs one phase, and records its beginning and duration. */
  time<T>(name: string, run: () => Promise<T>): Promise<T>;
  /** Prints the phases, if the start is timed. */
  report(): void;
};

/** Measures from the beginning of this process. The first phase, `launcher`, ends now. */
export function createPhases(isTimed: boolean): Phases {
  const lines: string[] = [];
  const record = (name: string, beganMs: number): void => {
    const span = `${Math.round(beganMs)} to ${Math.round(performance.now())} ms`;
    lines.push(`${name.padEnd(12)}${span}`);
  };
  record("launcher", 0);
  return {
    time: async (name, run) => {
      const beganMs = performance.now();
      try {
        return await run();
      } finally {
        record(name, beganMs);
      }
    },
    report: () => {
      if (isTimed) console.log(lines.join("\n"));
    },
  };
}
