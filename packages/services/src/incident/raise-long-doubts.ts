import {
  addFact,
  asOperator,
  listLongDoubts,
  lockConnection,
  notifyChange,
  updateConnection,
} from "@churned/db";
import type { VerdictKind } from "@churned/domain";
import { doubtPatienceMs, explainVerdict, verdictKinds } from "@churned/domain";
import type { ServiceContext } from "../context.ts";
import { tellOperators } from "./tell-operators.ts";

const batch = 100;

/**
 * Calls an operator to connections whose checks decide nothing for too long and that no incident explains; how many.
 * The token is not doubted: the customer hears nothing, and the first check that decides ends it.
 */
export async function raiseLongDoubts(ctx: ServiceContext): Promise<number> {
  const now = ctx.now();
  const since = verdictKinds.flatMap((kind: VerdictKind) => {
    const patienceMs = doubtPatienceMs[kind];
    return patienceMs === undefined ? [] : [{ kind, before: new Date(now.getTime() - patienceMs) }];
  });
  const request = { since, limit: batch };
  const found = await asOperator(ctx.db, ctx.actor, (tx) => listLongDoubts(tx, request));
  let raised = 0;
  for (const { id } of found) {
    const notices = await asOperator(ctx.db, ctx.actor, async (tx) => {
      const connection = await lockConnection(tx, id);
      // Looked at again under the lock: a check may have decided meanwhile.
      const [still] = await listLongDoubts(tx, { ...request, id });
      if (connection === undefined || still === undefined || still.doubt === null) return [];
      const verdict = { kind: still.doubt, models: [] } as const;
      await updateConnection(tx, id, { state: "needs_operator", at: now, verdict });
      addFact(tx, connection, { kind: "doubt_lasts", verdict: still.doubt });
      const whose = { connectionId: id, tenantId: connection.tenantId };
      notifyChange(tx, { topic: "connection", id, ...whose });
      ctx.log.warn({ connectionId: id, verdict: still.doubt }, "a doubt lasts");
      raised += 1;
      const { title, explanation } = explainVerdict(verdict);
      return await tellOperators(tx, {
        kind: "doubt_lasts",
        cause: `doubt:${id}:${still.doubtSince?.toISOString() ?? ""}`,
        subject: `${connection.name}: ${title}`,
        text: `${explanation} It did not mend itself, and no incident explains it.`,
        link: `${ctx.appUrl}/connections/${id}`,
      });
    });
    for (const notice of notices) await ctx.hints.hint("notify", notice);
  }
  return raised;
}
