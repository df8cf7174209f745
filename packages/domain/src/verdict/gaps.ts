/**
 * Gaps: signs that a working token sees only a part of Planhat. A role's portfolio or its field permissions shorten
 * Planhat's lists without an error. A gap is a suspicion, so a person is asked, and can accept it once for all checks.
 */
import type { ModelName, Plan } from "../plan/models.ts";

/** One row of a sample: its id, and the fields that were asked for. */
export interface SampleRow {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** The content of the answers to one check's calls. */
export interface ProbeObservations {
  /** The ids of all companies on the lean list, which permissions do not shorten; null if it was not read. */
  readonly everyCompany: readonly string[] | null;
  /** One page of each model, in the order of their ids if the host sorts. */
  readonly samples: Partial<Record<ModelName, Sample>>;
}

export interface Sample {
  readonly rows: readonly SampleRow[];
  /**
   * True if it is proven that the list has no more rows. A short page alone proves nothing, because a host may return
   * fewer rows than we asked for.
   */
  readonly isWhole: boolean;
}

/**
 * `listed_less`: the list lacks companies that the lean list has. `fewer_than_before`: far fewer companies than the
 * last time, and no lean list to prove that the others were deleted. `none_shown`: an empty list. `unseen_companies`:
 * records that belong to companies that are not shown. `empty_field`: no record has a field that Planhat always fills.
 * `told_less`: a person said that there are more companies.
 */
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
  /**
   * How many are shown, out of `of`. For `unseen_companies`: how many records belong to a company that is shown. For
   * `empty_field`: 0 of the rows of the sample.
   */
  readonly seen: number;
  readonly of: number;
  readonly field?: string;
}

/** A gap that a person accepted. */
export interface AcceptedGap {
  readonly model: string;
  readonly kind: string;
  /** How much was shown when it was accepted, out of `of`. */
  readonly seen: number;
  readonly of: number;
}

/** Fields that Planhat always fills: if no record has one, it is hidden from the token. */
const alwaysFilled: Partial<Record<ModelName, string>> = {
  company: "name",
  enduser: "companyId",
  user: "email",
};
/**
 * An empty field is concluded only from this many rows, and fewer companies than before only from such a difference.
 */
const rowsToJudge = 5;
/** With this many rows in the order of their ids, we conclude that the host sorts: it is hardly chance. */
const rowsToTrustOrder = 10;
/** One missing company may have just been added or deleted; from this many on, we conclude a gap. */
const unseenToJudge = 2;
/** Below this share we conclude a gap; above it, the difference may be records that were just added or deleted. */
const shareShown = 0.95;
/** Companies are added and deleted, but losing a fifth of them at once means that the token sees less. */
const shareKept = 0.8;

/**
 * The gaps of one check, at most one for each model. `companiesBefore`: how many companies were shown the last time.
 */
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
  // Companies that both lists lack were deleted in Planhat. If only the model's list lacks some, it is shortened.
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

/** The companies that a sample must contain: all if the list is whole; else those up to the sample's last id. */
function listComparable({ rows, isWhole }: Sample, every: readonly string[]): readonly string[] {
  if (isWhole) return every;
  // If the host does not sort, the last id does not limit which companies may come later.
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

/** An empty list: the Planhat is new, or the account may see none of the records. */
function findNone({ samples }: ProbeObservations, model: ModelName): Gap | undefined {
  const sample = samples[model];
  return sample?.isWhole === true && sample.rows.length === 0
    ? { model, kind: "none_shown", seen: 0, of: 0 }
    : undefined;
}

function findUnseenCompanies({ everyCompany, samples }: ProbeObservations): Gap | undefined {
  if (everyCompany === null) return undefined;
  // The lean list may lack companies that the model's list shows.
  const listed = samples.company?.rows.map(({ _id }) => _id) ?? [];
  const companies = new Set([...everyCompany, ...listed]);
  const linked = (samples.enduser?.rows ?? []).filter(({ companyId }) => isFilled(companyId));
  const seen = linked.filter(({ companyId }) => companies.has(idOf(companyId))).length;
  return judgeUnseen(seen, linked.length);
}

/** The gap of end users whose company is not shown, from a check's sample or from a sync's count. */
export function judgeUnseen(seen: number, of: number): Gap | undefined {
  return of - seen >= unseenToJudge && seen < of * shareShown
    ? { model: "enduser", kind: "unseen_companies", seen, of }
    : undefined;
}

/**
 * The gap that a person told us: the shown companies are not all. If more are shown now than when the person answered,
 * they may be all, so there is no gap and the person is asked again.
 */
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

/** The id of a reference, which is the id itself or an object with `_id`. */
function idOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "_id" in value ? String(value._id) : "";
}

/** True if a person accepted this gap, and it has not grown much since. */
export function isAcceptedGap(gap: Gap, accepted: readonly AcceptedGap[]): boolean {
  return accepted.some((known) => {
    if (known.model !== gap.model || known.kind !== gap.kind) return false;
    // Samples differ in size, so their shares are compared.
    return gap.kind === "fewer_than_before"
      ? gap.seen >= known.seen * shareKept
      : gap.seen * known.of >= known.seen * gap.of * shareKept;
  });
}

/** The gaps that a verdict reports: those of required models that nobody accepted. */
export function listOpenGaps(
  gaps: readonly Gap[],
  plan: Plan,
  accepted: readonly AcceptedGap[],
): Gap[] {
  return gaps.filter((gap) => plan[gap.model] === "required" && !isAcceptedGap(gap, accepted));
}
