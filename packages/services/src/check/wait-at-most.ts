/** What comes, or "late" where it takes longer than `patienceMs`; without end where that is `Infinity`. */
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
