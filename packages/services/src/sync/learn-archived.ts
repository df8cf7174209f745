/**
 * How a Planhat answers where the archived records of a model are asked for: with the archived alone, with all records,
 * or with what the usual list has; then either that one shows archived records too, or this Planhat does not know the
 * parameter. What is learned wrongly would hide records for ever, so only a usual list that came in order teaches.
 */
import type { ArchivedList, StreamRow, WatermarkRow } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";

/** The first rows of an answer. */
export interface Sample {
  readonly ids: readonly string[];
  readonly areArchived: "all" | "some" | "none";
}

/** What a full pass and Planhat can be asked. */
export interface Questions {
  /** The rows of the archived list from this place on. */
  readonly ask: (offset: number) => Promise<Sample>;
  /** Whether the pass missed records of the model in its usual list. */
  readonly isAnyMissing: () => Promise<boolean>;
  /** Whether most of these rows were in the usual list, which this pass has just read; with `isFlagged`, as archived ones. */
  readonly wereListed: (sample: Sample, isFlagged?: true) => Promise<boolean>;
  /** Whether the lists showed a record that is archived. */
  readonly wasArchivedSeen: () => Promise<boolean>;
}

/** How a full pass begins on archived records: by what an earlier one learned. */
export function beginArchived(
  model: ModelName,
  learned: WatermarkRow["archived"],
): ArchivedList | null {
  if (models[model].archivedFilter === undefined) return null;
  const state = learned === null || learned === "listed" ? "due" : learned;
  return { state, offset: 0, lastId: null, records: 0, wasListed: learned === "listed" };
}

/** Asks, and gives back how the archived records are read, or why they need not be. */
export async function learnArchived(
  { fetched, isOrdered }: Pick<StreamRow, "fetched" | "isOrdered">,
  list: ArchivedList,
  questions: Questions,
): Promise<ArchivedList> {
  const { ask, isAnyMissing, wereListed } = questions;
  const first = await ask(0);
  if (first.ids.length === 0) {
    // One empty answer is not believed where there may be archived records: it is asked for once more.
    const isLikely = list.wasListed === true || fetched === 0;
    return isLikely && !(await isAnyMissing())
      ? { ...list, state: "read" }
      : { ...list, state: "reading", stepBack: 1 };
  }
  if (!(await wereListed(first))) return { ...list, state: "reading" };
  // What the usual list showed before it was archived is no proof that it shows what is.
  if (first.areArchived === "all") {
    const isShown = isOrdered && (await wereListed(first, true));
    return { ...list, state: isShown ? "shown" : "reading" };
  }
  // A list that is longer than the usual one holds the archived beside the others.
  for (let asked = 0; asked < 2; asked += 1) {
    const beyond = await ask(fetched);
    if (beyond.areArchived !== "none" || (await wereListed(beyond)))
      return { ...list, state: "reading", isMixed: true };
    if (beyond.ids.length > 0) break;
  }
  // Records have gone since, so the end of the list was not where it was looked for.
  if (await isAnyMissing()) return { ...list, state: "reading", isMixed: true };
  return await concludeUsual(isOrdered, list, questions);
}

/** After an answer that had nothing but the records of the usual list. */
export async function concludeUsual(
  isOrdered: boolean,
  list: ArchivedList,
  { wasArchivedSeen }: Pick<Questions, "wasArchivedSeen">,
): Promise<ArchivedList> {
  if (list.wasListed === true) return { ...list, state: "read" };
  if (!isOrdered) return { ...list, state: "failed" };
  return { ...list, state: (await wasArchivedSeen()) ? "shown" : "ignored" };
}

/** What is said of archived records that are not all here; of what was learned before, by each full pass. */
export const archivedNotes = {
  ignored: (label: string) =>
    `Asked for archived records of ${label}, Planhat gave its usual list. Those that were archived before they were first read are not here.`,
  refused: (label: string) =>
    `This Planhat refuses to list archived records of ${label}. Those that were archived before they were first read are not here.`,
  failed: (label: string) =>
    `The archived records of ${label} could not all be read this time, so no record of it was taken for deleted unless Planhat said so.`,
} as const;
