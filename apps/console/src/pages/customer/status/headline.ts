/** The status page's first line: is it working, and since when. */
import { explainVerdict } from "@churned/domain";
import type { Connection } from "../../../api/types.ts";
import { formatClock, formatDay } from "../../../ui/relative-time.ts";

export function headlineForStatus(
  connection: Pick<Connection, "state" | "verdict" | "verdictModels" | "stateSince">,
  now: Date,
): string {
  const { state, verdict, verdictModels } = connection;
  switch (state) {
    case "connected":
      return verdict === "connected_partially"
        ? explainVerdict({ kind: verdict, models: verdictModels }).title
        : `Planhat has worked since ${describeDay(new Date(connection.stateSince), now)}`;
    case "needs_customer":
      return verdict === null
        ? "Planhat needs your attention"
        : explainVerdict({ kind: verdict, models: verdictModels }).title;
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
