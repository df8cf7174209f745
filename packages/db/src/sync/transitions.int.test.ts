import { isFinal } from "@churned/domain/shared";
import { streamStates, streamTransitions, syncStates, syncTransitions } from "@churned/domain/sync";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "../client/database.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange, system } from "../testing/arrange.ts";
import { updateStream } from "./stream-work.ts";
import { updateSync } from "./sync-claims.ts";
import { findSyncWithStreams, insertSync } from "./syncs.ts";

describe("only the transitions in the table are written", () => {
  let db: Arranged;
  beforeAll(async () => {
    db = await arrange();
  });
  afterAll(async () => {
    await db[Symbol.asyncDispose]();
  });

  async function addSync() {
    const { tenantId, connectionId } = await db.addTenant("Acme");
    const models = [
      { model: "company", mode: "full", expected: null, watermark: null, newest: null },
    ] as const;
    const { id } = await withTenant(db.worker, system, tenantId, (tx) =>
      insertSync(tx, { tenantId, connectionId, mode: "full", models }),
    );
    return { tenantId, id };
  }

  it.each(syncStates)("for a sync that is %s", async (from) => {
    const { tenantId, id } = await addSync();
    const doneAt = isFinal(syncTransitions, from) ? sql`now()` : sql`null`;
    for (const to of syncStates) {
      const seen = await withTenant(db.worker, system, tenantId, async (tx) => {
        await tx.orm.execute(
          sql`update syncs set state = ${from}, done_at = ${doneAt} where id = ${id}`,
        );
        const ending = isFinal(syncTransitions, to) ? { doneAt: new Date() } : {};
        const isWritten = await updateSync(tx, id, { state: to, ...ending });
        return { isWritten, state: (await findSyncWithStreams(tx, id))?.state };
      });
      const isMove = syncTransitions[from].includes(to);
      const stays = from === to && !isFinal(syncTransitions, from);
      expect([to, seen]).toEqual([to, { isWritten: isMove || stays, state: isMove ? to : from }]);
    }
  });

  it.each(streamStates)("for a stream that is %s", async (from) => {
    const { tenantId, id } = await addSync();
    for (const to of streamStates) {
      const state = await withTenant(db.worker, system, tenantId, async (tx) => {
        await tx.orm.execute(sql`update streams set state = ${from} where sync_id = ${id}`);
        updateStream(tx, id, "company", { state: to });
        return (await findSyncWithStreams(tx, id))?.streams[0]?.state;
      });
      expect([to, state]).toEqual([to, streamTransitions[from].includes(to) ? to : from]);
    }
  });
});
