/**
 * Derives a check's verdict from what it saw and from what is known about the connection: which Planhat it reads, how
 * much it showed last time, and what a person confirmed. This runs on the locked row in the deciding transaction, so
 * that a confirmation in the meantime counts.
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
  isWithheld,
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

/** A check's conclusion, ready to be applied. */
export interface Conclusion {
  readonly verdict: Verdict & { readonly confidence?: Confidence };
  readonly host: string | null;
  /** For an inconclusive verdict, the host that caused it: the probed host, unless only another host did not answer. */
  readonly inconclusiveHost: string | null;
  readonly planhat: PlanhatIdentity | null;
  readonly probes: readonly ProbeFinding[];
  /** True if the token reads another Planhat than the one whose data landed, whether or not that was confirmed. */
  readonly isOtherPlanhat: boolean;
}

/** How many ids of each kind are kept: enough that one of them very likely still exists next time. */
const idsKept = 20;
const domainsKept = 5;
const nameMax = 120;
/** A longer id is not Planhat's, and does not land either. */
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
  // For another Planhat, the earlier number of companies is no comparison.
  const isFirst = connection.lastSeq === 0 && likeness === "different";
  const before = isOther || isFirst ? null : (connection.planhat?.companies ?? null);
  const seen = listSeenGaps(found, accepted, before);
  // A sync sees all records, a check only a sample. So the gaps that the last sync found are added.
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
        : { ...verdict, detail: spellPasteWarning(warning, verdict.detail) },
    host: found.host,
    inconclusiveHost: cause?.host ?? found.host,
    planhat: identity && {
      ...identity,
      // Keep the earlier number, so that a late lean list can be compared with it.
      companies: identity.companies ?? before,
      ...(landed.length > 0 ? { syncGaps: landed } : {}),
    },
    probes: listProbes(found, gaps),
    isOtherPlanhat: isOther,
  };
}

/** The gaps that this check found. If none concerns companies, also the gap that a person's answer implies. */
function listSeenGaps(
  { observed, lean }: Probing,
  accepted: Accepted,
  before: number | null,
): readonly Gap[] {
  const gaps = findGaps(observed, before);
  if (gaps.some(({ model }) => model === "company")) return gaps;
  const sample = observed.samples.company;
  const answer = answerFor(accepted, idsOf(observed));
  // The sample is at least this long, even if it is only a part of the list.
  const listed = sample?.rows.length ?? 0;
  const isKnown = sample?.isWhole === true || listed > (answer?.count ?? 0);
  const answerGap = judgeAnswer(answer, lean?.length ?? (isKnown ? listed : null));
  return answerGap === undefined ? gaps : [answerGap, ...gaps];
}

/** Each probe's outcome and gap. A model is restricted if it answers but shows only a part. */
function listProbes({ answers }: Probing, gaps: readonly Gap[]): ProbeFinding[] {
  const isAccepted = answers.some(({ kind }) => isAcceptance(kind));
  // Models that our own limit of calls held back were not probed.
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
 * The ids that identify a Planhat: of every company if the lean list arrived, else of the sampled ones, and of the
 * sampled users.
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

/** Compares the ids with those seen before. Without ids, the result is unknown. */
function likenessOf({ planhat }: ConnectionRow, observed: ProbeObservations): Likeness {
  return planhat === null ? "unknown" : compareIdentities(idsOf(observed), planhat);
}

/** Whether the token reads another Planhat than the one whose data landed or is landing. */
async function isOtherPlanhat(
  tx: Tx,
  connection: ConnectionRow,
  observed: ProbeObservations,
  likeness: Likeness,
): Promise<boolean> {
  const { companyIds } = idsOf(observed);
  if (likeness === "same" || companyIds.length === 0) return false;
  // While nothing has landed, a token of another Planhat may simply replace a wrong one, unless a sync is running.
  if (connection.lastSeq === 0)
    return likeness === "different" && (await findLiveSync(tx, connection.id)) !== undefined;
  // The companies seen last may be deleted or hidden by now, so the landed companies decide.
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

/** The number of companies; null if unknown. The lean list may lack companies that the other list shows. */
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
