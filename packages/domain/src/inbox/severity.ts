/**
 * Why a connection needs someone, and how severe the need is. The inbox is ordered by stage first. Connections with
 * landed (stored) data come first, because Churned still makes predictions from data that grows old. Then come
 * connections that worked but have no data yet, and last connections that never worked. Within a stage, items are
 * ordered by the severity of their need. Items with the same stage and need are ordered by waiting time, the longest
 * first.
 */
import { type VerdictKind, verdictKinds, verdictTable } from "../verdict/kinds.ts";
import { isWorking } from "../verdict/verdict.ts";

/**
 * The needs that are not verdicts, with their severity on the scale of the verdict table. `decision`: an operator must
 * decide, and nothing is read until then. `unread_models`: the token works, but a sync could not read a required model.
 * `held_deletes`: the token works, but so many records are missing that an operator must decide. `token_to_confirm`:
 * the token in use works, but a newer token belongs to another Planhat and waits for an operator's confirmation.
 */
const otherNeeds = {
  decision: 160,
  unread_models: 105,
  held_deletes: 90,
  token_to_confirm: 80,
} as const;

/** Why a connection needs someone: a verdict, or another need. */
export type Need = VerdictKind | keyof typeof otherNeeds;

/**
 * The severity of each need; the highest number is the worst. A test checks that no two needs have the same severity.
 */
export const severities: Readonly<Record<Need, number>> = {
  ...otherNeeds,
  ...(Object.fromEntries(verdictKinds.map((kind) => [kind, verdictTable[kind].severity])) as Record<
    VerdictKind,
    number
  >),
};

/** All needs, the most severe first. */
export const needsBySeverity: readonly Need[] = (Object.keys(severities) as Need[]).toSorted(
  (a, b) => severities[b] - severities[a],
);

/**
 * How far a connection has come: `landed`: data landed; `worked`: a token worked but no data landed; `never_worked`: no
 * token ever worked.
 */
export const stages = ["landed", "worked", "never_worked"] as const;
export type Stage = (typeof stages)[number];

/** The common cause of a group of inbox items: the need, and how far the connections have come. */
export interface Cause {
  readonly need: Need;
  readonly stage: Stage;
}

/** The need of a connection that needs someone because of its state. */
export function needOf(verdict: VerdictKind | null): Need {
  return verdict === null || isWorking(verdict) ? "decision" : verdict;
}

const spelledStages: Readonly<Record<Stage, string>> = {
  landed: "",
  worked: ".no_data",
  never_worked: ".first",
};

/** The text of a cause in the HTTP API: `token_rejected`, `token_rejected.no_data` or `token_rejected.first`. */
export function formatCause({ need, stage }: Cause): string {
  return `${need}${spelledStages[stage]}`;
}

/** The rank of a cause by severity: 1 is the worst. */
export function severityRank({ need, stage }: Cause): number {
  return needsBySeverity.indexOf(need) + 1 + stages.indexOf(stage) * needsBySeverity.length;
}

/** The cause with this rank. Throws a RangeError if no cause has this rank. */
export function causeOfRank(rank: number): Cause {
  const need = needsBySeverity[(rank - 1) % needsBySeverity.length];
  const stage = stages[Math.floor((rank - 1) / needsBySeverity.length)];
  if (need === undefined || stage === undefined)
    throw new RangeError(`No cause has the rank ${rank}.`);
  return { need, stage };
}
