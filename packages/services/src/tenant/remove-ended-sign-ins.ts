import { asOperator } from "@churned/db/client";
import { removeEndedSignIns as removeRows } from "@churned/db/tenant";
import { idleSeconds } from "@churned/domain/sign-in";
import type { ServiceContext } from "../context/context.ts";

/** Deletes the rows of sign-ins, password links and rate limits that are over. Returns the number of rows. */
export async function removeEndedSignIns(ctx: ServiceContext): Promise<number> {
  return await asOperator(ctx.db, ctx.actor, (tx) => removeRows(tx, { idleSeconds }));
}
