/**
 * What a token does not show though it answers: a role's portfolio or field permissions make Planhat's lists shorter
 * in silence. Each sign is a doubt, said as one; a person who knows of it says so once.
 */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";
import type { ModelName, Plan } from "../plan/models.ts";
import { isModelName } from "../plan/models.ts";

/** One row of a sample: its id, and the fields that were asked for. */
export interface SampleRow {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** What the calls of one check showed beside their status. */
export interface ProbeObservations {
  /** The ids of every company, by the list that is never cut; null where it was not read. */
  readonly everyCompany: readonly string[] | null;
  /** Rows in the order of their ids, up to `isWhole`'s limit. */
  readonly samples: Partial<Record<ModelName, Sample>>;
}

export interface Sample {
  readonly rows: readonly SampleRow[];
  /** True where it is proven that the list holds no more than these: a short page alone proves nothing, since a host may
   *  give fewer a page than it was asked for. */
  readonly isWhole: boolean;
}

/** `listed_less`: the list lacks companies that the lean list has. `fewer_than_before`: far fewer than the last time,
 *  where no lean list says that the others are gone. `none_shown`: none at all. `unseen_companies`: records of companies
 *  that are not shown. `empty_field`: a field that Planhat always fills is not. `told_less`: a person said that there
 *  are more. */
export type GapKind =
  | "listed_less"
  | "fewer_than_before"
  | "none_shown"
  | "unseen_companies"
  | "empty_field"
  | "told_less";

/** One way in which a model is shown only in part. */
export interface Gap {
  readonly model: ModelName;
  readonly kind: GapKind;
  /** Shown, of how many. For `unseen_companies`: records whose company is shown. For `empty_field`: 0 of those looked at. */
  readonly seen: number;
  readonly of: number;
  readonly field?: string;
}

/** A limit of the view that a person knows of. */
export interface AcceptedGap {
  readonly model: string;
  readonly kind: string;
  /** How much was shown when it was accepted, of how much. */
  readonly seen: number;
  readonly of: number;
}

/** Fields that Planhat fills by itself: where no record has one, it is hidden from the token. */
const alwaysFilled: Partial<Record<ModelName, string>> = {
  company: "name",
  enduser: "companyId",
  user: "email",
};
/** With fewer records than these, nothing is concluded from an empty field, or from one company that is not shown. */
const rowsToJudge = 5;
/** So many rows in the order of their ids are in it because the host sorts, and not by chance. */
const rowsToTrustOrder = 10;
const unseenToJudge = 2;
/** Below this share something is missing, and not merely just deleted or just added. */
const shareShown = 0.95;
/** Companies come and go; a fifth of them at once is a smaller view. */
const shareKept = 0.8;

/** The signs of a limited view, at most one for each model. `companiesBefore`: how many it showed the last time. */
export function findGaps(observed: ProbeObservations, companiesBefore: number | null): Gap[] {
  return [
    findMissingCompanies(observed, companiesBefore) ?? findEmptyField(observed, "company"),
    findUnseenCompanies(observed) ??
      findNone(observed, "enduser") ??
      findEmptyField(observed, "enduser"),
    findEmptyField(observed, "user"),
  ].filter((gap) => gap !== undefined);
}

function findMissingCompanies(observed: ProbeObservations, before: number | null): Gap | undefined {
  const every = observed.everyCompany;
  const sample = observed.samples.company;
  if (every === null) return findFewer(sample, before) ?? findNone(observed, "company");
  // What both lists lack was deleted in Planhat; where they disagree, the list is cut.
  if (sample === undefined) return undefined;
  const listed = new Set(sample.rows.map(({ _id }) => _id));
  const expected = listComparable(sample, every);
  const seen = expected.filter((id) => listed.has(id)).length;
  const isEmpty = sample.rows.length === 0 && expected.length > 0;
  const isLess = expected.length - seen >= unseenToJudge && seen < expected.length * shareShown;
  return isEmpty || isLess
    ? { model: "company", kind: "listed_less", seen, of: expected.length }
    : findNone(observed, "company");
}

/** The companies that must be in a sample: all of a whole list; of its beginning, those up to the last that was shown. */
function listComparable({ rows, isWhole }: Sample, every: readonly string[]): readonly string[] {
  if (isWhole) return every;
  // Where the host does not sort, the last row is anywhere, and says nothing of those before it.
  const isSorted = rows.every(({ _id }, at) => at === 0 || (rows[at - 1]?._id ?? "") < _id);
  if (!isSorted || rows.length < rowsToTrustOrder) return [];
  const last = rows.at(-1)?._id ?? "";
  return every.filter((id) => id <= last);
}

function findFewer(sample: Sample | undefined, before: number | null): Gap | undefined {
  if (sample?.isWhole !== true || before === null) return undefined;
  const seen = sample.rows.length;
  return before - seen >= rowsToJudge && seen < before * shareKept
    ? { model: "company", kind: "fewer_than_before", seen, of: before }
    : undefined;
}

/** Planhat answers, and shows none: a new Planhat, or an account that may see none of them. */
function findNone({ samples }: ProbeObservations, model: ModelName): Gap | undefined {
  const sample = samples[model];
  return sample?.isWhole === true && sample.rows.length === 0
    ? { model, kind: "none_shown", seen: 0, of: 0 }
    : undefined;
}

function findUnseenCompanies({ everyCompany, samples }: ProbeObservations): Gap | undefined {
  if (everyCompany === null) return undefined;
  // The lean list may lack companies that the other list shows.
  const listed = samples.company?.rows.map(({ _id }) => _id) ?? [];
  const companies = new Set([...everyCompany, ...listed]);
  const linked = (samples.enduser?.rows ?? []).filter(({ companyId }) => isFilled(companyId));
  const seen = linked.filter(({ companyId }) => companies.has(idOf(companyId))).length;
  return judgeUnseen(seen, linked.length);
}

/** End users whose company is not shown, as a check's sample or a sync's own count has them. */
export function judgeUnseen(seen: number, of: number): Gap | undefined {
  return of - seen >= unseenToJudge && seen < of * shareShown
    ? { model: "enduser", kind: "unseen_companies", seen, of }
    : undefined;
}

/** What no sign shows and a person knows: `shown` companies are not all. More than then may be all, so it is asked anew. */
export function judgeAnswer(
  answer: { readonly isAll: boolean; readonly count: number } | undefined,
  shown: number | null,
): Gap | undefined {
  if (answer === undefined || answer.isAll) return undefined;
  const seen = shown ?? answer.count;
  return seen > answer.count ? undefined : { model: "company", kind: "told_less", seen, of: seen };
}

function findEmptyField({ samples }: ProbeObservations, model: ModelName): Gap | undefined {
  const field = alwaysFilled[model];
  const rows = samples[model]?.rows ?? [];
  if (field === undefined || rows.length < rowsToJudge) return undefined;
  if (rows.some((row) => isFilled(row[field]))) return undefined;
  return { model, kind: "empty_field", seen: 0, of: rows.length, field };
}

const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

/** A reference is an id, or an object that has one. */
function idOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "_id" in value ? String(value._id) : "";
}

/** What a gap is, in a few words beside its model. */
export function describeGap(gap: Gap, language: Language = defaultLanguage): string {
  const write = (count: number): string => count.toLocaleString(language === "nl" ? "nl" : "en-GB");
  const isDutch = language === "nl";
  const [seen, of, hidden] = [write(gap.seen), write(gap.of), write(gap.of - gap.seen)];
  switch (gap.kind) {
    case "listed_less":
    case "fewer_than_before":
      return isDutch ? `Toont ${seen} van ${of}` : `Shows ${seen} of ${of}`;
    case "none_shown":
      return isDutch ? "Toont niets" : "Shows none";
    case "unseen_companies":
      return isDutch
        ? `${hidden} van ${of} horen bij bedrijven die niet getoond worden`
        : `${hidden} of ${of} belong to companies that are not shown`;
    case "empty_field":
      return isDutch ? `Toont geen ${gap.field ?? "velden"}` : `Shows no ${gap.field ?? "fields"}`;
    case "told_less":
      return isDutch
        ? `Toont er ${seen}; er is gezegd dat er meer zijn`
        : `Shows ${seen}; it was said that there are more`;
  }
}

const gapKinds: readonly GapKind[] = [
  "listed_less",
  "fewer_than_before",
  "none_shown",
  "unseen_companies",
  "empty_field",
  "told_less",
];

/** A gap as a verdict's detail keeps it, so that its words are made where they are read. */
export function spellGap({ model, kind, seen, of, field }: Gap): string {
  return [model, kind, seen, of, ...(field === undefined ? [] : [field])].join(" ");
}

/** The gap that a verdict's detail keeps; undefined where it keeps none. */
export function parseGap(detail: string): Gap | undefined {
  const [modelText = "", kindText = "", seen = "", of = "", ...field] = detail.split(" ");
  const kind = gapKinds.find((known) => known === kindText);
  if (!isModelName(modelText) || kind === undefined) return undefined;
  const gap = { model: modelText, kind, seen: Number(seen), of: Number(of) };
  return field.length === 0 ? gap : { ...gap, field: field.join(" ") };
}

/** True where a person said yes to this gap, and it has not grown by much since. */
export function isAcceptedGap(gap: Gap, accepted: readonly AcceptedGap[]): boolean {
  return accepted.some((known) => {
    if (known.model !== gap.model || known.kind !== gap.kind) return false;
    // Samples differ in size, so of them it is the share that counts.
    return gap.kind === "fewer_than_before"
      ? gap.seen >= known.seen * shareKept
      : gap.seen * known.of >= known.seen * gap.of * shareKept;
  });
}

/** The gaps that a verdict is about: of what the plan requires, and not said yes to. */
export function listOpenGaps(
  gaps: readonly Gap[],
  plan: Plan,
  accepted: readonly AcceptedGap[],
): Gap[] {
  return gaps.filter((gap) => plan[gap.model] === "required" && !isAcceptedGap(gap, accepted));
}
