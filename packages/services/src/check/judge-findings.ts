/**
 * Derives the verdict of a check from its findings and from what is known about the connection: which Planhat it reads,
 * how many companies it showed last time, and what a person confirmed. The function runs in the transaction that
 * applies the verdict and reads the locked row, so that a confirmation during the check counts.
 */
import type { ProbeFinding } from "@churned/db/check";
import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { findLandedCompanies } from "@churned/db/record";
import { findLiveSync } from "@churned/db/sync";
import type { Accepted, PlanhatIdentity } from "@churned/domain/connection";
import type { Confidence, Gap, Sample, ProbeObservations, Verdict } from "@churned/domain/verdict";
import { answerFor, compareIdentities } from "@churned/domain/connection";
import { planhatIdMax } from "@churned/domain/record";
import { cutLine, repairText } from "@churned/domain/shared";
import {
  deriveVerdict,
  isWithheld,
  findGaps,
  isAcceptance,
  judgeAnswer,
  listOpenGaps,
  outcomeOf,
  formatPasteWarning,
} from "@churned/domain/verdict";
import type { LeanRow } from "./ask-model.ts";
import type { Findings } from "./findings.ts";
import type { Probing } from "./probe-planhat.ts";

type Likeness = ReturnType<typeof compareIdentities>;

/** The conclusion of a check, ready to be applied. */
export interface Conclusion {
  readonly verdict: Verdict & { readonly confidence?: Confidence };
  readonly host: string | null;
  /**
   * For an inconclusive verdict, the host that caused it. This is the host on which all models were tested, unless only
   * another host did not answer.
   */
  readonly inconclusiveHost: string | null;
  readonly planhat: PlanhatIdentity | null;
  readonly probes: readonly ProbeFinding[];
  /**
   * True if the token reads another Planhat than the Planhat whose data landed (is stored), even if a person confirmed
   * this.
   */
  readonly isOtherPlanhat: boolean;
}

/**
 * How many ids of each kind are stored. They are enough that at least one very likely still exists at the next check.
 */
const idsKept = 20;
const domainsKept = 5;
const nameMax = 120;
/** A longer id is not an id of Planhat, and its record does not land either. */
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
  // If the token reads another Planhat, the number of companies of the earlier Planhat cannot be compared.
  const isFirst = connection.lastSeq === 0 && likeness === "different";
  const before = isOther || isFirst ? null : (connection.planhat?.companies ?? null);
  const seen = listSeenGaps(found, accepted, before);
  // A sync reads all records, but a check reads only a sample. So the gaps (signs of missing data) that the last sync
  // found are added.
  const landed = isOther ? [] : (connection.planhat?.syncGaps ?? []);
  const gaps = [...seen, ...landed.filter(({ model }) => !seen.some((gap) => gap.model === model))];
  const isConfirmed =
    accepted.planhat !== undefined &&
    compareIdentities(idsOf(observed), accepted.planhat) === "same";
  const verdict = deriveVerdict({
    ...evidence,
    isKnownHere: isActive && found.host === connection.host,
    gaps: listOpenGaps(gaps, evidence.plan, accepted.gaps ?? []),
    isOtherPlanhat: isOther && !isConfirmed,
    heldUntil: new Date(now.getTime() + found.heldMs),
    withheldBy:
      found.answers.find(({ kind, status }) => kind === "invalid" && isWithheld(status))?.status ??
      undefined,
  });
  const [cause] = verdict.because;
  // If a token worked before, its text cannot be the reason for a rejection.
  const warning = isActive || verdict.kind !== "token_rejected" ? undefined : warnings?.at(-1);
  return {
    verdict:
      warning === undefined
        ? verdict
        : { ...verdict, detail: formatPasteWarning(warning, verdict.detail) },
    host: found.host,
    inconclusiveHost: cause?.host ?? found.host,
    planhat: identity && {
      ...identity,
      // Keep the earlier number of companies, so that a lean list (all companies in one answer) that arrives late can
      // be compared with it.
      companies: identity.companies ?? before,
      ...(landed.length > 0 ? { syncGaps: landed } : {}),
    },
    probes: listProbes(found, gaps),
    isOtherPlanhat: isOther,
  };
}

/**
 * The gaps that this check found. If none of them concerns companies, also the gap that follows from a person's answer
 * about companies.
 */
function listSeenGaps(
  { observed, lean }: Probing,
  accepted: Accepted,
  before: number | null,
): readonly Gap[] {
  const gaps = findGaps(observed, before);
  if (gaps.some(({ model }) => model === "company")) return gaps;
  const sample = observed.samples.company;
  const answer = answerFor(accepted, idsOf(observed));
  // The list is at least as long as the sample, even if the sample is only a part of the list.
  const listed = sample?.rows.length ?? 0;
  const isKnown = sample?.isWhole === true || listed > (answer?.count ?? 0);
  const answerGap = judgeAnswer(answer, lean?.length ?? (isKnown ? listed : null));
  return answerGap === undefined ? gaps : [answerGap, ...gaps];
}

/** The outcome and the gap of each model. The outcome is `restricted` if the model answers but shows only a part. */
function listProbes({ answers }: Probing, gaps: readonly Gap[]): ProbeFinding[] {
  const isAccepted = answers.some(({ kind }) => isAcceptance(kind));
  // The models that were not read because of our own limit of calls are left out.
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

/**
 * The ids that identify a Planhat: the ids of all companies if the lean list arrived, or else of the companies in the
 * sample, and the ids of the users in the sample.
 */
function idsOf({
  everyCompany,
  samples,
}: ProbeObservations): Pick<PlanhatIdentity, "companyIds" | "userIds"> {
  return {
    companyIds: (everyCompany ?? samples.company?.rows.map(({ _id }) => _id) ?? []).filter(isId),
    userIds: (samples.user?.rows.map(({ _id }) => _id) ?? []).filter(isId),
  };
}

/** Compares the ids with the ids of earlier checks. The result is `unknown` if there are no ids to compare. */
function likenessOf({ planhat }: ConnectionRow, observed: ProbeObservations): Likeness {
  return planhat === null ? "unknown" : compareIdentities(idsOf(observed), planhat);
}

/** Whether the token reads another Planhat than the Planhat whose data landed or is landing. */
async function isOtherPlanhat(
  tx: Tx,
  connection: ConnectionRow,
  observed: ProbeObservations,
  likeness: Likeness,
): Promise<boolean> {
  const { companyIds } = idsOf(observed);
  if (likeness === "same" || companyIds.length === 0) return false;
  // If nothing has landed yet and no sync is running, a token of another Planhat may replace a wrong token without a
  // question.
  if (connection.lastSeq === 0)
    return likeness === "different" && (await findLiveSync(tx, connection.id)) !== undefined;
  // The companies of the last check may be deleted or hidden now, so compare with the landed companies.
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

/** The number of companies; null if unknown. The lean list may lack companies that the company list shows. */
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
