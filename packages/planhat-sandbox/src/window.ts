/** The times in a sliding window, oldest first. Adding and counting take constant time on average. */
export interface Window {
  /** Adds a time. It must not be earlier than the last added time. */
  add(at: number): void;
  /** The number of times that are younger than `windowMs` at `at`. Forgets older times. */
  count(at: number, windowMs: number): number;
  /** The oldest time in the window. */
  first(): number | undefined;
}

const FORGOTTEN_MAX = 1_000;

/** Makes an empty window. */
export function createWindow(): Window {
  let moments: number[] = [];
  let start = 0;
  return {
    add(at) {
      moments.push(at);
    },
    count(at, windowMs) {
      while (start < moments.length && (moments[start] ?? at) <= at - windowMs) start += 1;
      if (start > FORGOTTEN_MAX) {
        moments = moments.slice(start);
        start = 0;
      }
      return moments.length - start;
    },
    first: () => moments[start],
  };
}
