/**
 * Stores a person's answer to a question that no check can answer: are the shown companies all companies? A "no" counts
 * as a gap (a sign that only a part is shown) like any other gap. The token is then checked again at once. The new
 * check tells the customer what to do, and tells the operators that someone is needed.
 */
import { asActor, notifyChange } from "@churned/db/client";
import { findConnection, lockConnection, updateConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import { answerFor } from "@churned/domain/connection";
import { AppError, notFound } from "@churned/domain/shared";
import type { BodyOf, Connection } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { presentConnection } from "../present/present-connection.ts";
import { createChecks } from "./create-check.ts";

/** Stores the answer. A repeated call changes nothing. Throws CONFLICT if the number of companies is unknown. */
export async function answerCompanies(
  ctx: ServiceContext,
  input: { readonly id: string } & BodyOf<"answerCompanies">,
): Promise<Connection> {
  const { id, isAll } = input;
  const isTestDue = await asActor(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, id);
    if (connection === undefined) throw notFound("connection");
    const { planhat, accepted, tenantId } = connection;
    const count = planhat?.companies ?? null;
    if (planhat === null || count === null)
      throw new AppError("CONFLICT", "It is not known yet how many companies the token shows.");
    const before = answerFor(accepted, planhat);
    if (before?.isAll === isAll && before.count === count) return false;
    const { companyIds, userIds } = planhat;
    const companies = { isAll, count, at: ctx.now().toISOString(), companyIds, userIds };
    await updateConnection(tx, id, {
      state: connection.state,
      at: ctx.now(),
      accepted: { ...accepted, companies },
    });
    addFact(tx, connection, { kind: "companies_answered", isAll, count });
    addAudit(tx, {
      tenantId,
      action: "connection.answer",
      subjectId: id,
      reason: isAll ? `all ${count} companies` : `more than ${count} companies`,
      request: ctx.request,
    });
    notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    return !isAll || before?.isAll === false;
  });
  if (isTestDue) await createChecks(ctx, id, ["active"]);
  const changed = await asActor(ctx.db, ctx.actor, (tx) => findConnection(tx, id));
  if (changed === undefined) throw notFound("connection");
  return presentConnection(changed);
}
