/** The status page's first line: is it working, and since when. */
import type { Connection } from "../../../api/types.ts";
import { formatClock, formatDay } from "../../../ui/relative-time.ts";

/** `title` is the verdict's own, in the reader's language, where a check that told it is at hand. */
export function headlineForStatus(
  connection: Pick<Connection, "state" | "verdict" | "stateSince">,
  title: string | undefined,
  now: Date,
): string {
  const { state, verdict } = connection;
  switch (state) {
    case "connected":
      return verdict === "connected_partially"
        ? (title ?? "Planhat works, in part")
        : `Planhat has worked since ${describeDay(new Date(connection.stateSince), now)}`;
    case "needs_customer":
      return title ?? "Planhat needs your attention";
    case "needs_operator":
      return "Churned is looking into your connection";
    case "awaiting_token":
      return "Planhat is not connected yet";
    case "paused":
      return "Churned has paused this connection";
    case "disconnected":
      return "Planhat is disconnected, and its token destroyed";
  }
}

function describeDay(at: Date, now: Date): string {
  const isToday = at.toDateString() === now.toDateString();
  return isToday ? formatClock(at, now) : formatDay(at, now);
}
