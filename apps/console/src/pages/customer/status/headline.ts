/** The headline of the status page: whether the connection works, and since when. */
import type { Connection } from "../../../api/types.ts";
import type { Language } from "../../../ui/language.ts";
import { formatClock, formatDay } from "../../../ui/relative-time.ts";

/** `title` is the verdict's title in the reader's language, if a check with this verdict is known. */
export function headlineForStatus(
  connection: Pick<Connection, "state" | "verdict" | "stateSince">,
  title: string | undefined,
  now: Date,
  language: Language,
): string {
  const { state, verdict } = connection;
  const word = words[language];
  switch (state) {
    case "connected":
      return verdict === "connected_partially"
        ? (title ?? word.partly)
        : word.works(describeDay(new Date(connection.stateSince), now));
    case "needs_customer":
      return title ?? word.needs_customer;
    case "needs_operator":
    case "awaiting_token":
    case "paused":
    case "disconnected":
      return word[state];
  }
}

/** What happens to the token in use while a newer token is tested. Says nothing if the token in use does not work. */
export function tellTokenInUse({
  state,
  lastFour,
}: Pick<Connection, "state" | "lastFour">): string {
  return state === "connected"
    ? `The one in use, …${lastFour}, keeps working.`
    : `The one in use, …${lastFour}, is as it was.`;
}

const words = {
  en: {
    works: (since: string) => `Planhat has worked since ${since}`,
    partly: "Planhat works, in part",
    needs_customer: "Planhat needs your attention",
    needs_operator: "Your connection waits for Churned",
    awaiting_token: "Planhat is not connected yet",
    paused: "Churned has paused this connection",
    disconnected: "Planhat is disconnected, and its token destroyed",
  },
  nl: {
    works: (since: string) => `Planhat werkt sinds ${since}`,
    partly: "Planhat werkt, voor een deel",
    needs_customer: "Planhat heeft je aandacht nodig",
    needs_operator: "Je verbinding wacht op Churned",
    awaiting_token: "Planhat is nog niet verbonden",
    paused: "Churned heeft deze verbinding gepauzeerd",
    disconnected: "Planhat is losgekoppeld, en het token vernietigd",
  },
} as const;

function describeDay(at: Date, now: Date): string {
  const isToday = at.toDateString() === now.toDateString();
  return isToday ? formatClock(at, now) : formatDay(at, now);
}
