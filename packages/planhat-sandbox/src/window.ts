/** Moments of a sliding window, oldest first. Adding and counting cost the same however many there are. */
export interface Window {
  /** Moments must come in order. */
  add(at: number): void;
  /** How many are younger than `windowMs` at this moment; forgets the others. */
  count(at: number, windowMs: number): number;
  /** The oldest that is remembered. */
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
