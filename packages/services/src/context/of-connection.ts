/** Reads of something that belongs to a connection. Each throws NOT_FOUND if the actor may not see the connection. */
import { asActor, readAtOnce, type Tx } from "@churned/db/client";
import { hasConnection } from "@churned/db/connection";
import { notFound } from "@churned/domain/shared";
import type { ServiceContext } from "./context.ts";

/** Reads with statements that all leave in the turn in which `read` starts: the whole transaction is one round trip. */
export function ofConnectionAtOnce<T>(
  ctx: ServiceContext,
  id: string,
  read: (tx: Tx) => Promise<T>,
): Promise<T> {
  return readAtOnce(ctx.db, ctx.actor, (tx) => ofVisible(tx, id, read));
}

/** As `ofConnectionAtOnce`, for a `read` whose statements depend on earlier answers. */
export function ofConnection<T>(
  ctx: ServiceContext,
  id: string,
  read: (tx: Tx) => Promise<T>,
): Promise<T> {
  return asActor(ctx.db, ctx.actor, (tx) => ofVisible(tx, id, read));
}

/** The statements of `read` leave with the question whether the connection may be seen, which saves a round trip. */
async function ofVisible<T>(tx: Tx, id: string, read: (tx: Tx) => Promise<T>): Promise<T> {
  const isVisible = hasConnection(tx, id);
  const found = read(tx);
  // If the connection may not be seen, nobody awaits this answer.
  found.catch(() => undefined);
  if (!(await isVisible)) throw notFound("connection");
  return await found;
}
