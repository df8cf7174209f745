/** How operators look after a problem: who, until when it may wait, what they noted. */
import type { Tx } from "@churned/db/client";
import type { ProblemRow } from "@churned/db/inbox";
import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit } from "@churned/db/history";
import { listOperators } from "@churned/db/tenant";
import { insertProblemNote, setProblemCare } from "@churned/db/triage";
import { AppError } from "@churned/domain/shared";
import type { ConnectionProblem } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator, userIdOf } from "../context/context.ts";
import { readProblem, requireProblem } from "./read-problems.ts";

/** Hides a problem until then, or until its cause changes; null shows it again. */
export async function snoozeProblem(
  ctx: ServiceContext,
  { id, until }: { readonly id: string; readonly until: string | null },
): Promise<ConnectionProblem> {
  const snoozedUntil = until === null ? null : new Date(until);
  if (snoozedUntil !== null && snoozedUntil <= ctx.now())
    throw new AppError("VALIDATION", "A problem is snoozed until a time to come.", {
      errors: [{ path: "until", message: "must be in the future" }],
    });
  return await changeProblem(
    ctx,
    id,
    { action: "problem.snooze", reason: until ?? "no longer" },
    (tx, problem) => setProblemCare(tx, problem, { snoozedUntil }),
  );
}

/** Says which operator looks after a problem; null for nobody. */
export async function assignProblem(
  ctx: ServiceContext,
  { id, userId }: { readonly id: string; readonly userId: string | null },
): Promise<ConnectionProblem> {
  return await changeProblem(
    ctx,
    id,
    { action: "problem.assign", reason: userId ?? "nobody" },
    async (tx, problem) => {
      const operators = userId === null ? [] : await listOperators(tx);
      if (userId !== null && !operators.some((operator) => operator.id === userId))
        throw new AppError("VALIDATION", "A problem is assigned to an operator.", {
          errors: [{ path: "userId", message: "is no operator" }],
        });
      await setProblemCare(tx, problem, { assigneeId: userId });
    },
  );
}

/** Writes a note that operators see, and nobody of the tenant. */
export async function noteProblem(
  ctx: ServiceContext,
  { id, text }: { readonly id: string; readonly text: string },
): Promise<ConnectionProblem> {
  return await changeProblem(ctx, id, { action: "problem.note" }, (tx, { connection }) =>
    insertProblemNote(tx, {
      tenantId: connection.tenantId,
      connectionId: connection.id,
      authorId: userIdOf(ctx.actor) ?? null,
      text,
    }),
  );
}

async function changeProblem(
  ctx: ServiceContext,
  id: string,
  entry: { readonly action: string; readonly reason?: string },
  work: (tx: Tx, problem: ProblemRow) => Promise<void>,
): Promise<ConnectionProblem> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    // A check that ends the problem comes before or after, never in between.
    await lockConnection(tx, id);
    const problem = await requireProblem(ctx, tx, id);
    const { tenantId } = problem.connection;
    await work(tx, problem);
    addAudit(tx, { tenantId, subjectId: id, requestId: ctx.requestId, ...entry });
    notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    return await readProblem(ctx, tx, id);
  });
}
