/**
 * Finds out how a Planhat answers a request for the archived records of a model. It may return only the archived
 * records, or all records, or its usual list. If it returns its usual list, there are two explanations: the usual list
 * includes archived records, or this Planhat ignores the parameter. A wrong conclusion would hide archived records for
 * ever. So a usual list counts as evidence only if it came in order.
 */
import type { ArchivedList, StreamRow, WatermarkRow } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";

/** The first rows of an answer. */
export interface Sample {
  readonly ids: readonly string[];
  readonly areArchived: "all" | "some" | "none";
}

/** The questions to Planhat, and the questions about the full pass, which just read the whole usual list. */
export interface Questions {
  /** Requests the rows of the archived list from this offset on. */
  readonly ask: (offset: number) => Promise<Sample>;
  /** Whether records of the model were missing in the usual list of this pass. */
  readonly isAnyMissing: () => Promise<boolean>;
  /**
   * Whether most of these rows were in the usual list that this pass just read. With `isFlagged`, only rows that were
   * marked as archived count.
   */
  readonly wereListed: (sample: Sample, isFlagged?: true) => Promise<boolean>;
  /** Whether any list of this pass contained an archived record. */
  readonly wasArchivedSeen: () => Promise<boolean>;
}

/** The state of the archived list at the start of a full pass, from the result of an earlier pass. */
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
 * Asks Planhat, and returns how to read the archived records, or why this is not needed. `isLongFirstPass`: no earlier
 * full pass read this model, and its usual list has several pages.
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
    // One empty answer is not trusted, so request the list a second time. If no record is missing, there are three
    // exceptions: an earlier pass got archived records from this list, or the usual list was empty too, or this is a
    // long first pass, which has already made two extra calls. An empty answer alone is not stored as a conclusion, so
    // the next full pass asks again.
    const isKnown = list.wasListed === true;
    if (await isAnyMissing()) {
      if (isKnown) return { ...list, state: "reading", stepBack: 1 };
    } else if (isKnown || fetched === 0 || isLongFirstPass)
      return { ...list, state: "read", isUnconfirmed: !isKnown };
    first = await ask(0);
    if (first.ids.length === 0) return { ...list, state: "read", isUnconfirmed: !isKnown };
  }
  if (!(await wereListed(first))) return { ...list, state: "reading" };
  // A record that was listed and archived afterwards does not prove that the usual list contains archived records.
  if (first.areArchived === "all") {
    const isShown = isOrdered && (await wereListed(first, true));
    return { ...list, state: isShown ? "shown" : "reading" };
  }
  // If the answer has more rows than the usual list, it contains the archived records and the other records. With
  // `askedMax` 1, a wrong conclusion from one empty answer does no harm, because the next full pass asks again.
  const askedMax = list.wasIgnored === true ? 1 : 2;
  for (let asked = 0; asked < askedMax; asked += 1) {
    const beyond = await ask(fetched);
    if (beyond.areArchived !== "none" || (await wereListed(beyond)))
      return { ...list, state: "reading", isMixed: true };
    if (beyond.ids.length > 0) break;
  }
  // Records were removed since the usual list was read, so the end of the list has moved.
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

/** Notes that archived records are incomplete. Each full pass asks again, and writes the note if that is still so. */
export const archivedNotes = {
  ignored: (label: string) =>
    `Asked for archived records of ${label}, Planhat gave its usual list. Either it does not list them apart, or none was archived then. Any that were archived before they were first read are not here.`,
  refused: (label: string) =>
    `This Planhat refuses to list archived records of ${label}. Those that were archived before they were first read are not here.`,
  failed: (label: string) =>
    `The archived records of ${label} could not all be read this time, so no record of it was taken for deleted unless Planhat said so.`,
} as const;
