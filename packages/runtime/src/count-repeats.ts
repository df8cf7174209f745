/** How often the same line is written, at most. */
const everyMs = 60_000;
/** Bounds the memory. With more different lines than this in a minute, further lines are all written. */
const keysMax = 500;

/**
 * Returns a function that calls `write` at once for a new key, and counts the further calls with this key. After a
 * minute, it calls the last `write` with the number of these calls as `repeated`, if there were any.
 */
export function countRepeats(): (
  key: string,
  write: (more: { readonly repeated?: number }) => void,
) => void {
  const known = new Map<string, { count: number; write: (more: { repeated?: number }) => void }>();

  function tellLater(key: string): void {
    setTimeout(() => {
      const line = known.get(key);
      if (line === undefined || line.count === 0) {
        known.delete(key);
        return;
      }
      line.write({ repeated: line.count });
      line.count = 0;
      tellLater(key);
    }, everyMs).unref();
  }

  return (key, write) => {
    const line = known.get(key);
    if (line !== undefined) {
      line.count += 1;
      line.write = write;
      return;
    }
    write({});
    if (known.size >= keysMax) return;
    known.set(key, { count: 0, write });
    tellLater(key);
  };
}
