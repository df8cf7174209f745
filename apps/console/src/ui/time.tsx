import { createSignal } from "solid-js";
import { formatClock, formatExact, formatRelative } from "./relative-time.ts";

// One clock for the whole page, so that all relative times change at the same moment.
const [now, setNow] = createSignal(new Date());
const tickMs = 15_000;
setInterval(() => setNow(new Date()), tickMs);

/** The page's clock, which moves every 15 s. */
export const pageNow = now;

/**
 * The page's clock. If the page's clock is behind, the real time, because an answer may be newer than the last tick.
 */
function latestNow(): Date {
  const tick = now();
  const real = new Date();
  return real.getTime() - tick.getTime() < tickMs ? real : tick;
}

/** A time: relative in the text, exact on hover. `show="clock"` shows the clock time, `show="both"` shows both. */
export function Time(props: {
  at: string;
  show?: "relative" | "clock" | "both";
  /** True for a planned time. If a planned time is over, the work is late, not done. */
  isPlan?: boolean;
}) {
  const at = () => new Date(props.at);
  const text = () => {
    const relative = formatRelative(at(), latestNow());
    const clock = formatClock(at(), latestNow());
    if (props.isPlan === true && at() < latestNow()) return "any moment";
    // Beyond a week, the relative time is a date. The clock time already contains this date.
    if (props.show === "clock" || (props.show === "both" && clock.startsWith(relative)))
      return clock;
    return props.show === "both" ? `${relative} (${clock})` : relative;
  };
  return (
    <time datetime={props.at} title={formatExact(at())}>
      {text()}
    </time>
  );
}
