/** Compares the age of a connection's data with the promised freshness. Pure. */
import { lateAfterShare } from "@churned/domain/sync";
import type { ConnectionState } from "@churned/domain/connection";
import type { Connection } from "../../../api/types.ts";
import type { Language } from "../../../ui/language.ts";
import { formatClock } from "../../../ui/relative-time.ts";
import type { Tone } from "../../../ui/state.tsx";

/** `none`: there is no data, or no promise. `soon`: the data will soon be older than promised. */
export type Freshness =
  | { readonly kind: "none" }
  | { readonly kind: "kept" | "soon" | "late"; readonly until: Date };

const restingStates: readonly ConnectionState[] = ["paused", "disconnected"];

export function judgeFreshness(
  connection: Pick<Connection, "state" | "freshAt" | "freshUntil">,
  now: Date,
): Freshness {
  const { state, freshAt, freshUntil } = connection;
  // A paused connection has no promise.
  if (freshAt === null || freshUntil === null || restingStates.includes(state))
    return { kind: "none" };
  const from = Date.parse(freshAt);
  const until = new Date(freshUntil);
  if (now >= until) return { kind: "late", until };
  const isSoon = now.getTime() - from > (until.getTime() - from) * lateAfterShare;
  return { kind: isSoon ? "soon" : "kept", until };
}

interface Word {
  readonly tone: Tone;
  readonly word: string;
}

/** The state of the promise, in words for an operator. */
export function wordForFreshness({ kind }: Freshness): Word {
  switch (kind) {
    case "none":
      return { tone: "idle", word: "Nothing promised" };
    case "kept":
      return { tone: "ok", word: "Kept" };
    case "soon":
      return { tone: "warn", word: "About to be missed" };
    case "late":
      return { tone: "bad", word: "Missed" };
  }
}

interface CustomerWords {
  readonly kept: (by: string) => string;
  readonly late: string;
  readonly lateUntilMended: string;
}

const customerWords: Readonly<Record<Language, CustomerWords>> = {
  en: {
    kept: (by) => `Newer data comes by ${by} at the latest.`,
    late: "Newer data is later than promised. Churned’s people were told; there is nothing for you to do.",
    lateUntilMended: "It gets no newer until the connection works again.",
  },
  nl: {
    kept: (by) => `Uiterlijk ${by} komen er nieuwere gegevens.`,
    late: "Nieuwere gegevens zijn later dan beloofd. Churned heeft bericht gekregen; je hoeft niets te doen.",
    lateUntilMended: "De gegevens worden niet nieuwer tot de verbinding weer werkt.",
  },
};

/** The promise in a sentence for the customer; undefined without a promise. */
export function tellFreshness(
  connection: Pick<Connection, "state" | "freshAt" | "freshUntil">,
  now: Date,
  language: Language,
): string | undefined {
  const freshness = judgeFreshness(connection, now);
  const words = customerWords[language];
  if (freshness.kind === "none") return undefined;
  if (connection.state !== "connected") return words.lateUntilMended;
  return freshness.kind === "late" ? words.late : words.kept(formatClock(freshness.until, now));
}
