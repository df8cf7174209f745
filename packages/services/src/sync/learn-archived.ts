/**
 * Learns how a Planhat answers a request for the archived records of a model. It may return only the archived records,
 * or all records, or its usual list. A usual list means that the usual list includes archived records, or that this
 * Planhat ignores the parameter. A wrong conclusion would hide records for ever, so only a usual list that came in
 * order is evidence.
 */
import type { ArchivedList, StreamRow, WatermarkRow } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";

/** The first rows of an answer. */
export interface Sample {
  readonly ids: readonly string[];
  readonly areArchived: "all" | "some" | "none";
}

/** The questions to ask Planhat and the full pass. */
export interface Questions {
  /** Asks Planhat for the rows of the archived list from this offset on. */
  readonly ask: (offset: number) => Promise<Sample>;
  /** Whether records of the model were missing in the pass's usual list. */
  readonly isAnyMissing: () => Promise<boolean>;
  /**
   * Whether most of these rows were in the usual list that this pass just read. With `isFlagged`, only rows marked as
   * archived count.
   */
  readonly wereListed: (sample: Sample, isFlagged?: true) => Promise<boolean>;
  /** Whether the lists showed any archived record. */
  readonly wasArchivedSeen: () => Promise<boolean>;
}

/** The archived list's state at the start of a full pass, from what an earlier pass learned. */
export function beginArchived(
  model: ModelName,
  learned: WatermarkRow["archived"],
): ArchivedList | null {
  if (models[model].archivedFilter === undefined) return null;
  return {
    state: learned === "shown" ? "shown" : "due",
    offset: 0,
    lastId: null,
    records: 0,
    wasListed: learned === "listed",
    wasIgnored: learned === "ignored",
  };
}

/**
 * Asks, and returns how to read the archived records, or why that is not needed. `isLongFirstPass`: no earlier full pass
 * read this model, and its usual list took several pages.
 */
export async function learnArchived(
  {
    fetched,
    isOrdered,
    isLongFirstPass,
  }: Pick<StreamRow, "fetched" | "isOrdered"> & { readonly isLongFirstPass: boolean },
  list: ArchivedList,
  questions: Questions,
): Promise<ArchivedList> {
  const { ask, isAnyMissing, wereListed } = questions;
  let first = await ask(0);
  if (first.ids.length === 0) {
    // One empty answer is not trusted, unless nothing suggests archived records. A long first pass is an exception: it
    // has already made two calls more than the least. An empty answer teaches nothing: the next full pass asks again.
    const isKnown = list.wasListed === true;
    if (await isAnyMissing()) {
      if (isKnown) return { ...list, state: "reading", stepBack: 1 };
    } else if (isKnown || fetched === 0 || isLongFirstPass)
      return { ...list, state: "read", isUnconfirmed: !isKnown };
    first = await ask(0);
    if (first.ids.length === 0) return { ...list, state: "read", isUnconfirmed: !isKnown };
  }
  if (!(await wereListed(first))) return { ...list, state: "reading" };
  // A record that was listed before it was archived does not prove that the usual list shows archived records.
  if (first.areArchived === "all") {
    const isShown = isOrdered && (await wereListed(first, true));
    return { ...list, state: isShown ? "shown" : "reading" };
  }
  // A list longer than the usual one contains the archived records as well as the others.
  // A wrong conclusion of one more empty answer harms nothing: the next full pass asks again.
  const askedMax = list.wasIgnored === true ? 1 : 2;
  for (let asked = 0; asked < askedMax; asked += 1) {
    const beyond = await ask(fetched);
    if (beyond.areArchived !== "none" || (await wereListed(beyond)))
      return { ...list, state: "reading", isMixed: true };
    if (beyond.ids.length > 0) break;
  }
  // Records were removed since, so the list's end has moved.
  if (list.wasIgnored !== true && (await isAnyMissing()))
    return { ...list, state: "reading", isMixed: true };
  return await concludeUsual(isOrdered, list, questions);
}

/** The conclusion if an answer contained only records of the usual list. */
export async function concludeUsual(
  isOrdered: boolean,
  list: ArchivedList,
  { wasArchivedSeen }: Pick<Questions, "wasArchivedSeen">,
): Promise<ArchivedList> {
  if (list.wasListed === true) return { ...list, state: "read" };
  if (!isOrdered) return { ...list, state: "failed" };
  return { ...list, state: (await wasArchivedSeen()) ? "shown" : "ignored" };
}

/** Notes on archived records that are incomplete. Each full pass repeats what an earlier one learned. */
export const archivedNotes = {
  ignored: (label: string) =>
    `Asked for archived records of ${label}, Planhat gave its usual list. Either it does not list them apart, or none was archived then. Any that were archived before they were first read are not here.`,
  refused: (label: string) =>
    `This Planhat refuses to list archived records of ${label}. Those that were archived before they were first read are not here.`,
  failed: (label: string) =>
    `The archived records of ${label} could not all be read this time, so no record of it was taken for deleted unless Planhat said so.`,
} as const;
