/** Verdicts and checks in the form of the HTTP API. */
import type { CheckView } from "@churned/db/check";
import type { PlanhatIdentity as Identity } from "@churned/domain/connection";
import { modelNames } from "@churned/domain/plan";
import type { Language } from "@churned/domain/shared";
import type { Verdict } from "@churned/domain/verdict";
import { describeGap, destroysToken, splitDetail } from "@churned/domain/verdict";
import type { Check, PlanhatIdentity, VerdictBody } from "@churned/domain/wire";
import { explainVerdict } from "@churned/domain/words";
import { iso, isoOrNull } from "./iso.ts";

/** A verdict with its texts. */
export function presentVerdict(verdict: Verdict, language: Language | undefined): VerdictBody {
  const { title, explanation, remedy, audience } = explainVerdict(verdict, language);
  return {
    kind: verdict.kind,
    title,
    explanation,
    remedy: [...remedy],
    remedyIn: {
      classic: [...explainVerdict(verdict, language, "classic").remedy],
      new: [...explainVerdict(verdict, language, "new").remedy],
    },
    audience,
    models: [...verdict.models],
    destroysToken: destroysToken(verdict),
  };
}

/** The verdict in the row of a check; null if the check has no verdict yet. */
export function verdictOf(
  row: Pick<CheckView, "verdict" | "verdictModels" | "verdictDetail" | "probes">,
): Verdict | null {
  if (row.verdict === null) return null;
  const { verdict: kind, verdictModels: models, verdictDetail, probes } = row;
  const denied = probes.filter(({ outcome }) => outcome === "denied").map(({ model }) => model);
  const alsoDenied = denied.filter((model) => !models.includes(model));
  return {
    kind,
    models,
    ...(verdictDetail === null ? {} : { detail: verdictDetail }),
    ...(kind === "missing_permissions" && alsoDenied.length > 0 ? { alsoDenied } : {}),
  };
}

/** The identity of a Planhat without its ids, because only we compare ids. */
export function presentIdentity(identity: Identity | null): PlanhatIdentity | null {
  if (identity === null) return null;
  const { companies, companyNames, mailDomains, seenAt } = identity;
  return { companies, companyNames: [...companyNames], mailDomains: [...mailDomains], seenAt };
}

/** A check in the form that lists show: without the requests of the check. */
export function presentListedCheck(row: CheckView, language: Language | undefined): Check {
  return { ...presentCheck(row, language), requests: [] };
}

/** A check in the form of the HTTP API. `language` is the language of the reader. */
export function presentCheck(row: CheckView, language: Language | undefined): Check {
  const verdict = verdictOf(row);
  return {
    id: row.id,
    connectionId: row.connectionId,
    state: row.state,
    trigger: row.trigger,
    verdict: verdict && presentVerdict(verdict, language),
    supersededBy: row.supersededBy,
    host: row.host,
    models: row.models,
    probes: row.probes
      .toSorted((a, b) => modelNames.indexOf(a.model) - modelNames.indexOf(b.model))
      .map(({ gap, ...probe }) => ({ ...probe, detail: gap && describeGap(gap, language) })),
    pending: [...splitDetail(row.verdictDetail ?? undefined).pending],
    confidence: row.confidence,
    planhat: presentIdentity(row.planhat),
    attempt: row.attempt,
    attempts: [...row.attempts],
    requests: [...row.requests],
    createdAt: iso(row.createdAt),
    doneAt: isoOrNull(row.doneAt),
  };
}
