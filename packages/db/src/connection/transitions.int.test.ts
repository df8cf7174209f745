import { connectionStates, connectionTransitions } from "@churned/domain/connection";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "../client/database.ts";
import { findConnection } from "./connection-views.ts";
import { updateConnection } from "./connections.ts";
import { listTimelineRows } from "../history/history.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";

describe("a connection's state", () => {
  let db: Arranged;
  beforeAll(async () => {
    db = await arrange();
  });
  afterAll(async () => {
    await db[Symbol.asyncDispose]();
  });

  it.each(connectionStates)(
    "changes from %s only to the states in the table of transitions, and every change is on the timeline",
    async (from) => {
      const { tenantId, connectionId: id } = await db.addTenant("Acme");
      for (const to of connectionStates) {
        const seen = await withTenant(db.worker, system, tenantId, async (tx) => {
          await tx.orm.execute(
            sql`update connections set state = ${from}, disconnected_at = ${from === "disconnected" ? sql`now()` : sql`null`} where id = ${id}`,
          );
          const before = await listTimelineRows(tx, { connectionId: id, limit: 100 });
          const isWritten = await updateConnection(tx, id, { state: to, at: new Date() });
          const after = await listTimelineRows(tx, { connectionId: id, limit: 100 });
          const lines = after.items.slice(0, after.items.length - before.items.length);
          return {
            isWritten,
            state: (await findConnection(tx, id))?.state,
            facts: lines.map(({ fact }) => ({ from: fact.from, to: fact.to })),
          };
        });
        const isMove = connectionTransitions[from].includes(to);
        const stays = from === to && from !== "disconnected";
        expect([to, seen]).toEqual([
          to,
          {
            isWritten: isMove || stays,
            state: isMove ? to : from,
            facts: isMove ? [{ from, to }] : [],
          },
        ]);
      }
    },
  );
});
