/** Resolves with the value of `coming`, or with "late" after `patienceMs`. With `Infinity`, waits without a limit. */
export async function waitAtMost<T>(coming: Promise<T>, patienceMs: number): Promise<T | "late"> {
  if (patienceMs === Infinity) return await coming;
  const patience = Promise.withResolvers<"late">();
  const timer = setTimeout(() => patience.resolve("late"), patienceMs);
  try {
    return await Promise.race([coming, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
}
