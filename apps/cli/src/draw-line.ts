const barWidth = 24;

/** A progress line: "License  ███████░░░░░ 41 %  12,400 of about 30,000 · 2,100/s". */
export function drawLine(
  label: string,
  progress: {
    readonly done: number;
    /** Null if unknown. */
    readonly expected: number | null;
    readonly elapsedMs: number;
  },
): string {
  const { done, expected, elapsedMs } = progress;
  const share = expected === null || expected === 0 ? undefined : done / Math.max(expected, done);
  const filled = Math.round((share ?? 0) * barWidth);
  const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
  const percent = share === undefined ? "    " : `${String(Math.floor(share * 100)).padStart(2)} %`;
  const count =
    expected === null || expected <= done
      ? formatCount(done)
      : `${formatCount(done)} of about ${formatCount(expected)}`;
  const rate = elapsedMs < 1_000 ? "" : ` · ${formatCount((done / elapsedMs) * 1_000)}/s`;
  return `${label}  ${bar} ${percent}  ${count}${rate}`;
}

export const formatCount = (count: number): string => Math.round(count).toLocaleString("en-GB");
