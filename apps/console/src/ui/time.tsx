import { createSignal } from "solid-js";
import { formatClock, formatExact, formatRelative } from "./relative-time.ts";

// One clock for the whole page: every relative time on it moves in the same moment.
const [now, setNow] = createSignal(new Date());
const tickMs = 15_000;
setInterval(() => setNow(new Date()), tickMs);

/** The page's clock, which moves every 15 s. */
export const pageNow = now;

/** Follows the page's clock, but is never behind it: an answer may be younger than the last tick. */
function latestNow(): Date {
  const tick = now();
  const real = new Date();
  return real.getTime() - tick.getTime() < tickMs ? real : tick;
}

/** A moment: relative to read, exact on hover (`show="clock"` the other way round, `show="both"` both). */
export function Time(props: {
  at: string;
  show?: "relative" | "clock" | "both";
  /** Something planned: once its moment is past, it is late rather than done. */
  isPlan?: boolean;
}) {
  const at = () => new Date(props.at);
  const text = () => {
    const relative = formatRelative(at(), latestNow());
    const clock = formatClock(at(), latestNow());
    if (props.isPlan === true && at() < latestNow()) return "any moment";
    // Beyond a week the relative time is a date, which the clock says already.
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
