import { asActor } from "@churned/db/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { refineView } from "./refine-view.ts";

describe("refineView", () => {
  let world: Arranged;
  beforeAll(async () => {
    world = await arrange();
    const { connectionId: id } = world.acme;
    const seen = `{"companies":40,"companyNames":[],"mailDomains":[],"seenAt":"2026-01-01T00:00:00Z","companyIds":[],"userIds":[]}`;
    await world.query(
      `update connections set state = 'connected', planhat = '${seen}' where id = '${id}'`,
    );
    await world.query(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       select tenant_id, id, 'company', 'c' || n, '{}', '', n from connections, generate_series(1, 40) n where id = '${id}'`,
    );
    await world.query(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       select tenant_id, id, 'enduser', 'e' || n, jsonb_build_object('companyId', case when n % 2 = 0
         then to_jsonb('c' || n % 50) else jsonb_build_object('_id', 'c' || n % 50) end), '', 100 + n
       from connections, generate_series(1, 500) n where id = '${id}'`,
    );
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  const refine = (): Promise<void> =>
    asActor(world.worker.db, world.worker.actor, (tx) =>
      refineView(world.worker, tx, world.acme.connectionId),
    );
  const look = async () =>
    await world.query(
      `select planhat -> 'syncGaps' as gaps, next_check_at <= now() as due from connections where id = '${world.acme.connectionId}'`,
    );

  it("stores a gap for the next check, requests one at once, and removes the gap when the data is whole", async () => {
    await refine();
    expect(await look()).toEqual([
      { gaps: [{ model: "enduser", kind: "unseen_companies", seen: 400, of: 500 }], due: true },
    ]);
    await world.query(
      `insert into records (tenant_id, connection_id, model, planhat_id, data, hash, seq)
       select tenant_id, id, 'company', 'c' || n % 50, '{}', '', 1000 + n from connections, generate_series(41, 50) n
       where id = '${world.acme.connectionId}'`,
    );
    await refine();
    expect(await look()).toEqual([{ gaps: null, due: true }]);
  });
});
