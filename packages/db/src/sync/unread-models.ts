/** The models that could not be read although the connection works. A model stays in the list until a sync reads it. */
import { and, eq, sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { connections } from "../tables/connection.ts";
import { ofTenant } from "../client/tenant-filter.ts";

const ofConnection = (tx: Tx, id: string) =>
  and(eq(connections.id, id), ofTenant(tx, connections.tenantId));

/** Adds a model to the list of models that could not be read. */
export function keepUnread(tx: Tx, connectionId: string, model: ModelName, at: Date): void {
  const { unreadModels, unreadSince } = connections;
  sendAlong(
    tx,
    tx.orm
      .update(connections)
      .set({
        unreadModels: sql`array_append(array_remove(${unreadModels}, ${model}::text), ${model}::text)`,
        unreadSince: sql`coalesce(${unreadSince}, ${at.toISOString()}::timestamptz)`,
      })
      .where(ofConnection(tx, connectionId)),
  );
}

/** Removes the models that were read now from the list of models that could not be read. */
export function forgetUnread(tx: Tx, connectionId: string, models: readonly ModelName[]): void {
  const left = sql`array(select m from unnest(${connections.unreadModels}) as m
    where m <> all (${sql.param([...models])}::text[]))`;
  sendAlong(
    tx,
    tx.orm
      .update(connections)
      .set({
        unreadModels: left,
        unreadSince: sql`case when cardinality(${left}) > 0 then ${connections.unreadSince} end`,
      })
      .where(and(ofConnection(tx, connectionId), sql`${connections.unreadSince} is not null`)),
  );
}
