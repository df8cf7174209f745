/**
 * From what a check saw to its verdict, beside what is known of the connection: which Planhat it reads, how much that
 * showed the last time, and what a person said yes to. Judged in the transaction that decides, on the locked row, so
 * a yes that came meanwhile counts.
 */
import type { ProbeFinding } from "@churned/db/check";
import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { findLandedCompanies } from "@churned/db/record";
import { findLiveSync } from "@churned/db/sync";
import type { Accepted, PlanhatIdentity } from "@churned/domain/connection";
import type { Confidence, Gap, Sample, ProbeObservations, Verdict } from "@churned/domain/verdict";
import { answerFor, compareIdentities, planhatIdMax } from "@churned/domain/connection";
import { cutLine, repairText } from "@churned/domain/shared";
import {
  deriveVerdict,
  findGaps,
  isAcceptance,
  judgeAnswer,
  listOpenGaps,
  outcomeOf,
  spellPasteWarning,
} from "@churned/domain/verdict";
import type { LeanRow } from "./ask-model.ts";
import type { Findings } from "./findings.ts";
import type { Probing } from "./probe-planhat.ts";

type Likeness = ReturnType<typeof compareIdentities>;

/** What a check concludes, ready to be applied. */
export interface Conclusion {
  readonly verdict: Verdict & { readonly confidence?: Confidence };
  readonly host: string | null;
  /** The host whose answer is in doubt, where the verdict is: the one that was probed, unless only another did not answer. */
  readonly inconclusiveHost: string | null;
  readonly planhat: PlanhatIdentity | null;
  readonly probes: readonly ProbeFinding[];
  /** True where the token reads another Planhat than the one whose data landed, whether or not that was confirmed. */
  readonly isOtherPlanhat: boolean;
}

/** Ids that are kept of each kind: as many as make it sure that one of them is still there the next time. */
const idsKept = 20;
const domainsKept = 5;
const nameMax = 120;
/** A longer id is none of Planhat's, and does not land either. */
const isId = (id: string): boolean => id !== "" && id.length <= planhatIdMax;

export async function judgeFindings(
  tx: Tx,
  connection: ConnectionRow,
  { found, warnings }: Findings,
  { isActive, now }: { readonly isActive: boolean; readonly now: Date },
): Promise<Conclusion> {
  if (!("evidence" in found))
    return {
      verdict: { ...found.verdict, confidence: "certain" },
      host: null,
      inconclusiveHost: null,
      planhat: null,
      probes: [],
      isOtherPlanhat: false,
    };
  const { evidence, observed } = found;
  const identity = readIdentity(found, now);
  const likeness = likenessOf(connection, observed);
  const isOther = await isOtherPlanhat(tx, connection, observed, likeness);
  const accepted = connection.accepted;
  // Of another Planhat, the number of companies before says nothing.
  const isFirst = connection.lastSeq === 0 && likeness === "different";
  const before = isOther || isFirst ? null : (connection.planhat?.companies ?? null);
  const seen = listSeenGaps(found, accepted, before);
  // A sync saw all of it where a check sees a sample.
  const landed = isOther ? [] : (connection.planhat?.syncGaps ?? []);
  const gaps = [...seen, ...landed.filter(({ model }) => !seen.some((gap) => gap.model === model))];
  const saidYes =
    accepted.planhat !== undefined &&
    compareIdentities(idsOf(observed), accepted.planhat) === "same";
  const verdict = deriveVerdict({
    ...evidence,
    isKnownHere: isActive && found.host === connection.host,
    gaps: listOpenGaps(gaps, evidence.plan, accepted.gaps ?? []),
    isOtherPlanhat: isOther && !saidYes,
    heldUntil: new Date(now.getTime() + found.heldMs),
  });
  const [cause] = verdict.because;
  // A token that worked before is what it should be.
  const warning = isActive || verdict.kind !== "token_rejected" ? undefined : warnings?.at(-1);
  return {
    verdict:
      warning === undefined
        ? verdict
        : { ...verdict, detail: spellPasteWarning(warning, verdict.detail) },
    host: found.host,
    inconclusiveHost: cause?.host ?? found.host,
    planhat: identity && {
      ...identity,
      // A lean list that comes late is compared with what was known before it.
      companies: identity.companies ?? before,
      ...(landed.length > 0 ? { syncGaps: landed } : {}),
    },
    probes: listProbes(found, gaps),
    isOtherPlanhat: isOther,
  };
}

/** The signs of a limited view and, where there is none, what a person said. */
function listSeenGaps(
  { observed, lean }: Probing,
  accepted: Accepted,
  before: number | null,
): readonly Gap[] {
  const gaps = findGaps(observed, before);
  if (gaps.some(({ model }) => model === "company")) return gaps;
  const sample = observed.samples.company;
  const answer = answerFor(accepted, idsOf(observed));
  // A part of a list shows at least so many.
  const listed = sample?.rows.length ?? 0;
  const isKnown = sample?.isWhole === true || listed > (answer?.count ?? 0);
  const told = judgeAnswer(answer, lean?.length ?? (isKnown ? listed : null));
  return told === undefined ? gaps : [told, ...gaps];
}

/** What each probe found, with what is missing; a restricted model is one that answers and shows only a part. */
function listProbes({ answers }: Probing, gaps: readonly Gap[]): ProbeFinding[] {
  const isAccepted = answers.some(({ kind }) => isAcceptance(kind));
  // What our own limit of calls held back was not asked.
  const asked = answers.filter(({ kind }) => kind !== "held_back");
  return asked.map(({ model, kind, status, durationMs }) => {
    const gap = gaps.find((one) => one.model === model);
    const outcome = outcomeOf(kind, isAccepted);
    const isShown = outcome === "allowed" || outcome === "empty";
    return {
      model,
      outcome: gap !== undefined && isShown ? "restricted" : outcome,
      status,
      durationMs,
      gap: gap ?? null,
    };
  });
}

/** All ids that tell which Planhat it is: every company's where the lean list came, and the sampled users'. */
function idsOf({
  everyCompany,
  samples,
}: ProbeObservations): Pick<PlanhatIdentity, "companyIds" | "userIds"> {
  return {
    companyIds: (everyCompany ?? samples.company?.rows.map(({ _id }) => _id) ?? []).filter(isId),
    userIds: (samples.user?.rows.map(({ _id }) => _id) ?? []).filter(isId),
  };
}

/** Whose data the ids are, by what was seen before; nothing shown is nothing claimed. */
function likenessOf({ planhat }: ConnectionRow, observed: ProbeObservations): Likeness {
  return planhat === null ? "unknown" : compareIdentities(idsOf(observed), planhat);
}

/** Whether the token reads another Planhat than the one whose data landed, or is landing. */
async function isOtherPlanhat(
  tx: Tx,
  connection: ConnectionRow,
  observed: ProbeObservations,
  likeness: Likeness,
): Promise<boolean> {
  const { companyIds } = idsOf(observed);
  if (likeness === "same" || companyIds.length === 0) return false;
  // Where nothing has landed, the right token may follow the one of another Planhat.
  if (connection.lastSeq === 0)
    return likeness === "different" && (await findLiveSync(tx, connection.id)) !== undefined;
  // What was seen last may have been deleted since, or hidden from this token: what landed has the last word.
  const landed = await findLandedCompanies(tx, connection.id, companyIds);
  return landed.hasAny ? !landed.hasOneOf : likeness === "different";
}

function readIdentity({ observed, lean }: Probing, now: Date): PlanhatIdentity | null {
  const ids = idsOf(observed);
  const users = observed.samples.user?.rows ?? [];
  if (ids.companyIds.length === 0 && users.length === 0) return null;
  const sample = observed.samples.company;
  const oldest: readonly { readonly _id: string; readonly name?: unknown }[] =
    sample !== undefined && sample.rows.length > 0 ? sample.rows : sortById(lean ?? []);
  return {
    companies: countCompanies(lean, sample),
    companyNames: oldest
      .slice(0, 3)
      .map(({ name }) => (typeof name === "string" ? cutLine(name, nameMax) : ""))
      .filter((name) => name !== ""),
    mailDomains: countDomains(users.map(({ ["email"]: email }) => email)),
    seenAt: now.toISOString(),
    companyIds: oldest
      .map(({ _id }) => _id)
      .filter(isId)
      .slice(0, idsKept),
    userIds: ids.userIds.slice(0, idsKept),
  };
}

/** How many companies are shown; null where that is not known. The lean list may lack some that the other one shows. */
function countCompanies(lean: Probing["lean"], sample: Sample | undefined): number | null {
  const listed = sample?.rows.length ?? 0;
  if (lean !== null) return Math.max(lean.length, listed);
  return sample?.isWhole === true ? listed : null;
}

function sortById(rows: readonly LeanRow[]): LeanRow[] {
  return rows.toSorted((a, b) => (a._id < b._id ? -1 : 1));
}

function countDomains(mails: readonly unknown[]): string[] {
  const counts = new Map<string, number>();
  for (const mail of mails) {
    const domain =
      typeof mail === "string" ? /@([^@\s\p{Cc}]{3,120})$/u.exec(repairText(mail))?.[1] : undefined;
    if (domain !== undefined) {
      const name = domain.toLowerCase();
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, domainsKept)
    .map(([domain]) => domain);
}
