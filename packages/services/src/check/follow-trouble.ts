import type { CheckRow } from "@churned/db/check";
import type { ConnectionRow, ConnectionUpdate } from "@churned/db/connection";
import type { Expectation } from "@churned/domain/check";
import type { VerdictKind } from "@churned/domain/verdict";
import { countChecksToday, dayOf, isAskedByPerson, weighCheck } from "@churned/domain/check";
import { isInconclusive, verdictTable } from "@churned/domain/verdict";
import type { Conclusion } from "./judge-findings.ts";
import type { Refusal } from "./find-refusal.ts";

/**
 * Decides what a finished check means for incidents and for the next check. A pure function. An inconclusive verdict is
 * stored with its host, so that many inconclusive verdicts of one host can be recognised as an incident. A conclusive
 * verdict clears the stored verdict, and the connection leaves its incident.
 */
export function followTrouble(
  connection: ConnectionRow,
  check: Pick<CheckRow, "trigger">,
  {
    verdict,
    host,
    inconclusiveHost,
    keepsInconclusive,
    refusal,
    calls,
    isRefusedWithOthers,
    now: at,
    random,
  }: Pick<Conclusion, "verdict" | "host" | "inconclusiveHost"> & {
    /** True if the candidate (the saved, unproven token) stays inconclusive although the active token got an answer. */
    readonly keepsInconclusive: boolean;
    /** Set if Planhat refused the token but we do not believe the refusal yet. */
    readonly refusal: Refusal | undefined;
    /** The number of calls to Planhat that the check made, including its earlier attempts. */
    readonly calls: number;
    /** True if a host that refuses most tokens refused the candidate. */
    readonly isRefusedWithOthers: boolean;
    readonly now: Date;
    readonly random: number;
  },
): {
  /** The incident that the connection leaves; null if it leaves none. */
  readonly leavesIncident: string | null;
  readonly update: Partial<ConnectionUpdate>;
  readonly expectation: Omit<Expectation, "verdict" | "attempt">;
} {
  const checksToday =
    countChecksToday(connection, at) + (isAskedByPerson(check.trigger) ? 0 : weighCheck(calls));
  const counted = { checksOn: dayOf(at), checksThatDay: checksToday };
  const expectation = {
    now: at,
    checksToday,
    inIncident: connection.incidentId !== null && isInconclusive(verdict.kind),
    random,
  };
  if (isRefusedWithOthers) return { expectation, leavesIncident: null, update: counted };
  if (isInconclusive(verdict.kind))
    return {
      expectation,
      leavesIncident: null,
      update: {
        ...counted,
        inconclusive: verdict.kind,
        inconclusiveHost:
          verdictTable[verdict.kind].incident === "own"
            ? null
            : (inconclusiveHost ?? connection.host),
        inconclusiveSince: connection.inconclusiveSince ?? at,
      },
    };
  // If a verdict was reached without calling Planhat, it says nothing about a host.
  if (host === null) return { expectation, leavesIncident: null, update: counted };
  if (keepsInconclusive)
    return { expectation, leavesIncident: null, update: { ...counted, answeredAt: at } };
  if (refusal?.isOfIncident === true)
    return {
      expectation: { ...expectation, inIncident: true },
      leavesIncident: null,
      update: { ...counted, answeredAt: at, ...inconclusiveFields(verdict.kind, host, refusal) },
    };
  return {
    expectation,
    leavesIncident: connection.incidentId,
    update: {
      ...counted,
      ...(refusal === undefined
        ? { inconclusive: null, inconclusiveHost: null, inconclusiveSince: null }
        : inconclusiveFields(verdict.kind, host, refusal)),
      answeredAt: at,
      incidentId: null,
    },
  };
}

const inconclusiveFields = (
  inconclusive: VerdictKind,
  inconclusiveHost: string,
  { since: inconclusiveSince }: Refusal,
) => ({
  inconclusive,
  inconclusiveHost,
  inconclusiveSince,
});
