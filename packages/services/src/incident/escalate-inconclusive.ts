import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection, updateConnection } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import { hasEscalated, listLongInconclusive } from "@churned/db/incident";
import type { VerdictKind } from "@churned/domain/verdict";
import { inconclusivePatienceMs, isOutageKind } from "@churned/domain/incident";
import { verdictKinds } from "@churned/domain/verdict";
import { explainVerdict } from "@churned/domain/words";
import type { ServiceContext } from "../context/context.ts";
import { tellOperators } from "../notification/tell-operators.ts";

const batch = 100;
/** A message names at most this many connections. The linked page lists all. */
const namesMax = 10;

/**
 * Changes connections to the state `needs_operator` if their checks stay inconclusive for too long and no incident
 * explains this. Returns the number of connections. Connections with the same cause (the same verdict on the same host)
 * share one message. No second message is sent as long as one of these connections still needs the operator. The
 * customer is not told, because their token may well work. The first conclusive check ends this state.
 */
export async function escalateInconclusive(
  ctx: ServiceContext,
  causeOf: (connection: ConnectionRow) => string = sharedCause,
): Promise<number> {
  const now = ctx.now();
  const since = verdictKinds.flatMap((kind: VerdictKind) => {
    const patienceMs = inconclusivePatienceMs(kind);
    return patienceMs === undefined ? [] : [{ kind, before: new Date(now.getTime() - patienceMs) }];
  });
  const request = { since, limit: batch };
  const found = await asOperator(ctx.db, ctx.actor, (tx) => listLongInconclusive(tx, request));
  let count = 0;
  for (const [cause, group] of Map.groupBy(found, causeOf)) {
    const { raised, notices } = await asOperator(ctx.db, ctx.actor, async (tx) => {
      const isKnown = await isReported(tx, cause, group);
      const escalated: ConnectionRow[] = [];
      for (const { id } of group.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
        const connection = await lockConnection(tx, id);
        // Query again under the lock, because a check may have ended conclusively in the meantime.
        const [same] = await listLongInconclusive(tx, { ...request, id });
        if (connection === undefined || same === undefined || causeOf(same) !== cause) continue;
        await escalate(ctx, tx, same);
        escalated.push(same);
      }
      return {
        raised: escalated.length,
        notices: isKnown ? [] : await reportToOperators(ctx, tx, escalated),
      };
    });
    count += raised;
    for (const notice of notices) await ctx.hints.hint("notify", notice);
  }
  return count;
}

/**
 * The cause of a connection. Several connections may share an outage, which is the same verdict on the same host. With
 * any other verdict, each connection has its own cause.
 */
function sharedCause({ id, inconclusive, inconclusiveHost }: ConnectionRow): string {
  return isOutageKind(inconclusive) ? `${inconclusive}:${inconclusiveHost}` : id;
}

async function isReported(
  tx: Tx,
  cause: string,
  [first]: readonly ConnectionRow[],
): Promise<boolean> {
  if (first?.inconclusive == null || cause === first.id) return false;
  return await hasEscalated(tx, { inconclusive: first.inconclusive, host: first.inconclusiveHost });
}

async function escalate(ctx: ServiceContext, tx: Tx, connection: ConnectionRow): Promise<void> {
  const { id, tenantId, inconclusive } = connection;
  if (inconclusive === null) return;
  const verdict = { kind: inconclusive, models: [] } as const;
  await updateConnection(tx, id, { state: "needs_operator", at: ctx.now(), verdict });
  addFact(tx, connection, { kind: "doubt_lasts", verdict: inconclusive });
  notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
  ctx.log.warn(
    { connectionId: id, verdict: inconclusive },
    "a connection has been inconclusive for too long",
  );
}

/** Writes one message for all connections with the same cause: their names, and the meaning of the verdict. */
async function reportToOperators(
  ctx: ServiceContext,
  tx: Tx,
  raised: readonly ConnectionRow[],
): Promise<string[]> {
  const [first, ...more] = raised;
  if (first?.inconclusive == null) return [];
  const { title, explanation } = explainVerdict({ kind: first.inconclusive, models: [] });
  const names = raised.slice(0, namesMax).map(({ name }) => name);
  const unnamed = raised.length - names.length;
  const concerned =
    more.length === 0
      ? ""
      : ` It concerns ${names.join(", ")}${unnamed === 0 ? "" : ` and ${unnamed} more`}.`;
  const subject = `${more.length === 0 ? first.name : `${raised.length} connections`}: ${title}`;
  const link =
    more.length === 0
      ? `${ctx.appUrl}/connections/${first.id}`
      : `${ctx.appUrl}/connections?state=needs_operator`;
  return await tellOperators(tx, {
    kind: "doubt_lasts",
    cause: `doubt:${first.id}:${first.inconclusiveSince?.toISOString() ?? ""}`,
    about: null,
    subject,
    message: `${subject}. ${link}`,
    mail: `${subject}. ${explanation}${concerned} It did not mend itself, and no incident explains it.\n\n${link}`,
  });
}
