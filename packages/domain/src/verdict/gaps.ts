/**
 * Gaps: signs that a working token sees only a part of Planhat. A role that may see only some companies (its portfolio)
 * or some fields shortens Planhat's lists without an error. A gap is only a suspicion, so we ask a person. The person
 * can accept the gap once for all later checks.
 */
import type { ModelName, Plan } from "../plan/models.ts";

/** One row of a sample: its id, and the requested fields. */
export interface SampleRow {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** The content of the answers to the calls of one check. */
export interface ProbeObservations {
  /**
   * The ids of all companies in the lean list (`/leancompanies`), which permissions do not shorten; null if it was not
   * read.
   */
  readonly everyCompany: readonly string[] | null;
  /** One page of each model, sorted by id if the host sorts. */
  readonly samples: Partial<Record<ModelName, Sample>>;
}

export interface Sample {
  readonly rows: readonly SampleRow[];
  /**
   * True if it is proven that the list has no more rows. A short page alone proves nothing, because a host may return
   * fewer rows than requested.
   */
  readonly isWhole: boolean;
}

/**
 * `listed_less`: the list lacks companies that the lean list has. `fewer_than_before`: the list has far fewer companies
 * than the last time, and there is no lean list to prove that the others were deleted. `none_shown`: the list is empty.
 * `unseen_companies`: records belong to companies that are not shown. `empty_field`: no record has a field that Planhat
 * always fills. `told_less`: a person said that there are more companies.
 */
export type GapKind =
  | "listed_less"
  | "fewer_than_before"
  | "none_shown"
  | "unseen_companies"
  | "empty_field"
  | "told_less";

/** One sign that only a part of a model is shown. */
export interface Gap {
  readonly model: ModelName;
  readonly kind: GapKind;
  /**
   * How many are shown, out of `of`. For `unseen_companies`: how many records belong to a company that is shown. For
   * `empty_field`: always 0, out of the number of rows in the sample.
   */
  readonly seen: number;
  readonly of: number;
  readonly field?: string;
}

/** A gap that a person accepted. */
export interface AcceptedGap {
  readonly model: string;
  readonly kind: string;
  /** How many were shown, out of `of`, when the person accepted the gap. */
  readonly seen: number;
  readonly of: number;
}

/** Fields that Planhat always fills. If no record has the field, the token may not see the field. */
const alwaysFilled: Partial<Record<ModelName, string>> = {
  company: "name",
  enduser: "companyId",
  user: "email",
};
/**
 * An empty field counts as a gap only in at least this many rows. Fewer companies than before count as a gap only if at
 * least this many companies are gone.
 */
const rowsToJudge = 5;
/** If at least this many rows are sorted by id, we conclude that the host sorts, because chance is very unlikely. */
const rowsToTrustOrder = 10;
/** A single missing company may have been added or deleted a moment ago. From this number on, we conclude a gap. */
const unseenToJudge = 2;
/**
 * Below this share of shown records we conclude a gap. Above it, the difference may be records that were added or
 * deleted a moment ago.
 */
const shareShown = 0.95;
/** Companies are added and deleted all the time. But if more than a fifth disappears at once, the token sees less. */
const shareKept = 0.8;

/**
 * The gaps of one check, at most one for each model. `companiesBefore`: the number of companies that were shown the
 * last time.
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
  // Companies that both lists lack were deleted in Planhat. If only the model's list lacks companies, it is shortened.
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

/**
 * The companies that a sample must contain: all companies if the sample has the complete list, otherwise the companies
 * up to the sample's last id.
 */
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

/** The gap of an empty list: the Planhat is new, or the account may not see any of the records. */
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
 * The gap that a person told us: there are more companies than the token shows. If more companies are shown now than
 * when the person answered, the shown companies may be all companies. Then there is no gap, and the person is asked
 * again.
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

/** The id in a reference to another record. The reference is the id itself, or an object with `_id`. */
function idOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "_id" in value ? String(value._id) : "";
}

/** True if a person accepted this gap, and the gap has not grown much since. */
export function isAcceptedGap(gap: Gap, accepted: readonly AcceptedGap[]): boolean {
  return accepted.some((known) => {
    if (known.model !== gap.model || known.kind !== gap.kind) return false;
    // Samples have different sizes, so compare the shares.
    return gap.kind === "fewer_than_before"
      ? gap.seen >= known.seen * shareKept
      : gap.seen * known.of >= known.seen * gap.of * shareKept;
  });
}

/** The gaps that a verdict reports: gaps of required models that nobody accepted. */
export function listOpenGaps(
  gaps: readonly Gap[],
  plan: Plan,
  accepted: readonly AcceptedGap[],
): Gap[] {
  return gaps.filter((gap) => plan[gap.model] === "required" && !isAcceptedGap(gap, accepted));
}
