/** The connect page's first line: the answer somebody came for. */
import { isWorking } from "@churned/domain";
import type { Check, Connection } from "../../../api/types.ts";

type Seen = Pick<Connection, "state" | "lastFour"> & { readonly hasCandidate: boolean };

export interface Headline {
  readonly headline: string;
  readonly below: string;
}

/** `check` is the one on the page, if any. The verdict's own words stay on its card; here stands what follows. */
export function headlineFor(
  connection: Seen,
  check: Pick<Check, "state" | "verdict"> | undefined,
  reader: "customer" | "guest" = "customer",
): Headline {
  if (check !== undefined && check.state !== "done")
    return {
      headline: "Your token is being tested",
      below: "You may leave this page: the test goes on, and the answer waits here.",
    };
  if (connection.state === "connected" && reader === "guest" && !connection.hasCandidate)
    return {
      headline: "Planhat is connected, and your part is done",
      below: "Thank you. Whoever invited you sees it too; you may close this page.",
    };
  if (connection.state === "connected")
    return connection.hasCandidate
      ? {
          headline: "Planhat is connected; the new token is not in use yet",
          below: "The token that works keeps working until a newer one passes its test.",
        }
      : {
          headline: "Planhat is connected",
          below: "Churned looks after it from here, and tells you if something must be done.",
        };
  if (connection.state === "paused")
    return {
      headline: "Churned has paused this connection",
      below: "Nothing is tested or read for now. Your token stays, and so does your data.",
    };
  if (connection.state === "disconnected")
    return {
      headline: "This connection was disconnected",
      below: "Its token is destroyed, and nothing is read. You may connect again with a new token.",
    };
  if (connection.state === "needs_operator")
    return {
      headline: "Churned is looking into this connection",
      below: "There is nothing for you to do right now.",
    };
  const kind = check?.verdict?.kind;
  if (connection.state === "needs_customer" && connection.lastFour !== null)
    return {
      headline: "Planhat needs your attention",
      below: "Your token is kept, sealed, and so is your data. What to do stands below.",
    };
  if (kind !== undefined && !isWorking(kind))
    return connection.hasCandidate || connection.lastFour !== null
      ? {
          headline: "Planhat is not connected yet",
          below: "Your token is kept, sealed. What is missing stands below.",
        }
      : {
          headline: "Planhat is not connected yet",
          below: "That token was not the one. Another try costs nothing.",
        };
  return {
    headline: "Connect Planhat in eight steps",
    below:
      "About three minutes, most of them in Planhat. You need the right to manage its service accounts.",
  };
}
