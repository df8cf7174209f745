import type { CheckRow, ConnectionRow, ConnectionUpdate, Tx } from "@churned/db";
import { addFact } from "@churned/db";
import type { Outlook } from "@churned/domain";
import { countChecksToday, dayOf, isAskedByPerson, isInconclusive } from "@churned/domain";
import type { ServiceContext } from "../context.ts";
import type { Conclusion } from "../check/judge-findings.ts";

/**
 * What a concluded check means for incidents and for the next check: a doubt is noted with its host, so that many can
 * be seen together; an answer that decides ends the doubt, and the connection's part in an incident. The caller holds
 * the connection's lock, and applies `update`.
 */
export async function followTrouble(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
  check: Pick<CheckRow, "trigger">,
  {
    verdict,
    host,
    doubtHost,
    keepsDoubt,
  }: Pick<Conclusion, "verdict" | "host" | "doubtHost"> & {
    /** True where a newer token's doubt goes on beside this answer. */
    readonly keepsDoubt: boolean;
  },
): Promise<{
  readonly update: Partial<ConnectionUpdate>;
  readonly outlook: Omit<Outlook, "verdict" | "attempt">;
}> {
  const at = ctx.now();
  const checksToday = countChecksToday(connection, at) + (isAskedByPerson(check.trigger) ? 0 : 1);
  const counted = { checksOn: dayOf(at), checksThatDay: checksToday };
  const outlook = {
    now: at,
    checksToday,
    inIncident: connection.incidentId !== null,
    random: ctx.random(),
  };
  if (isInconclusive(verdict.kind))
    return {
      outlook,
      update: {
        ...counted,
        doubt: verdict.kind,
        doubtHost: verdict.kind === "our_fault" ? null : (doubtHost ?? connection.host),
        doubtSince: connection.doubtSince ?? at,
      },
    };
  // A paste that was judged without calling Planhat says nothing about its hosts.
  if (host === null) return { outlook, update: counted };
  if (keepsDoubt) return { outlook, update: { ...counted, answeredAt: at } };
  if (connection.incidentId !== null)
    addFact(tx, connection, { kind: "incident_left", incidentId: connection.incidentId });
  return {
    outlook,
    update: {
      ...counted,
      doubt: null,
      doubtHost: null,
      doubtSince: null,
      answeredAt: at,
      incidentId: null,
    },
  };
}
