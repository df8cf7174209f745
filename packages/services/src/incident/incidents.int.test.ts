import { asOperator, createDatabase, withTenant } from "@churned/db/client";
import { checkBy } from "@churned/db/connection";
import { requestCrossCheck } from "@churned/db/incident";
import { TestClock } from "@churned/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ServiceContext } from "../context/context.ts";
import { getConnection, listConnections, listTimeline } from "../reading/read.ts";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { escalateInconclusive } from "./escalate-inconclusive.ts";
import { getIncident, listIncidents } from "./read-incidents.ts";
import { watchIncidents } from "./watch-incidents.ts";

const minuteMs = 60_000;

describe("incidents", () => {
  let world: Arranged;
  let worker: ServiceContext;
  let clock: TestClock;
  let close: () => Promise<void>;

  beforeAll(async () => {
    world = await arrange();
    const db = createDatabase({
      url: world.database.workerUrl,
      onError: (error) => world.operator.log.error({ err: error }, "a connection broke"),
    });
    close = () => db.close();
    worker = {
      ...world.operator,
      actor: { kind: "system", name: "worker" },
      db,
      now: () => clock.now(),
      random: () => 0.5,
    };
  });
  afterAll(async () => {
    await close();
    await world[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    clock = new TestClock();
    await world.query("delete from notifications");
    await world.query("delete from connections where name like 'Fleet%'");
    await world.query("delete from incidents");
  });

  const iso = (offsetMs: number): string =>
    new Date(clock.now().getTime() + offsetMs).toISOString();

  /** Adds connections of Acme whose last check ended with this inconclusive verdict. */
  async function addFailing(host: string, inconclusive: string, count: number): Promise<void> {
    await world.query(
      `insert into connections (tenant_id, name, plan, state, verdict, host, doubt, doubt_host, doubt_since, checked_at, next_check_at, attempts_in_a_row)
       select tenant_id, 'Fleet ${host} ' || n, '{}', 'connected', 'connected', '${host}', '${inconclusive}', '${host}', '${iso(-minuteMs)}', '${iso(-1_000)}', '${iso(5 * minuteMs)}', 3
       from connections, generate_series(1, ${count}) n where id = '${world.acme.connectionId}'`,
    );
  }
  const answer = (where: string): Promise<unknown> =>
    world.query(
      `update connections set doubt = null, doubt_host = null, doubt_since = null, incident_id = null, answered_at = '${iso(0)}', checked_at = '${iso(0)}' where ${where}`,
    );
  const countNotices = async (kind: string): Promise<number> =>
    (await world.query(`select 1 from notifications where kind = '${kind}'`)).length;

  it("are opened once and reported once, even with several watchers, and change no connection's state", async () => {
    await addFailing("api", "planhat_down", 4);
    const steps = await Promise.all(Array.from({ length: 5 }, () => watchIncidents(worker)));
    expect(steps.flatMap(({ opened }) => opened)).toEqual(["theirs"]);
    // There is one Slack message, and one mail to the only operator.
    expect(await countNotices("incident")).toBe(2);
    const { items } = await listIncidents(world.operator, { limit: 10, state: "open" });
    expect(items).toMatchObject([
      { fault: "theirs", host: "api", kind: "planhat_down", connections: 4, checksPostponed: 4 },
    ]);
    // A member whose check was only postponed has not failed. The list separates both kinds of members.
    const incidentId = items[0]?.id;
    await world.query(
      `update connections set doubt = null, doubt_host = null, doubt_since = null where name = 'Fleet api 4'`,
    );
    const partOf = async (incidentPart: "failed" | "waits") =>
      await listConnections(world.operator, { limit: 2, sort: "name", incidentId, incidentPart });
    const failed = await partOf("failed");
    expect(failed.total).toBe(3);
    expect(failed.items.map(({ name, inconclusive }) => [name, inconclusive])).toEqual([
      ["Fleet api 1", "planhat_down"],
      ["Fleet api 2", "planhat_down"],
    ]);
    expect((await partOf("waits")).items).toMatchObject([
      { name: "Fleet api 4", inconclusive: null },
    ]);
    const [member] = await world.query<{ id: string; state: string; later: boolean }>(
      `select id, state, next_check_at > '${iso(2 * 3_600_000)}' as later from connections where incident_id is not null limit 1`,
    );
    expect(member).toMatchObject({ state: "connected", later: true });
    const id = member?.id ?? "";
    expect(await getConnection(world.acme.customer, { id })).toMatchObject({
      incidentId: items[0]?.id,
    });
    const [latest] = (await listTimeline(world.acme.customer, { id, limit: 1 })).items;
    expect(latest).toMatchObject({ kind: "incident_joined" });
  });

  it("open for a host that refuses most tokens, but take in no connection that fails for another reason", async () => {
    await addFailing("api", "token_rejected", 4);
    expect((await watchIncidents(worker)).opened).toEqual([]);
    await addFailing("api", "missing_permissions", 1);
    await addFailing("api", "planhat_down", 1);
    expect((await watchIncidents(worker)).opened).toEqual(["theirs"]);
    const { items } = await listIncidents(world.operator, { limit: 10, state: "open" });
    expect(items).toMatchObject([
      { fault: "theirs", host: "api", kind: "token_rejected", connections: 5 },
    ]);
  });

  it("need a cross-check before anybody is blamed for a refusal, and request one", async () => {
    await addFailing("api-eu", "token_rejected", 2);
    await world.query(
      `update connections set doubt = null, doubt_host = null, doubt_since = null, next_check_at = '${iso(3_600_000)}' where name = 'Fleet api-eu 2'`,
    );
    const [refused, other] = await world.query<{ id: string }>(
      "select id from connections where name like 'Fleet%' order by name",
    );
    const seek = (since: Date) =>
      asOperator(worker.db, worker.actor, (tx) =>
        requestCrossCheck(tx, {
          connectionId: refused?.id ?? "",
          host: "api-eu",
          since,
          now: clock.now(),
          most: 5,
        }),
      );
    const since = clock.now();
    expect(await seek(since)).toBe("sought");
    expect(
      await world.query(
        `select 1 from connections where id = '${other?.id}' and next_check_at = '${iso(0)}'`,
      ),
    ).toHaveLength(1);
    clock.advanceMs(1_000);
    await world.query(
      `with t as (insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash)
         select gen_random_uuid(), tenant_id, id, 'active', 'k', 'e.c', 'h' from connections where id = '${other?.id}' returning *)
       insert into checks (tenant_id, connection_id, credential_id, trigger, models, state, verdict, host, requests, done_at)
       select tenant_id, connection_id, id, 'scheduled', '{company}', 'done', 'connected', 'api-eu', '[{}]', '${iso(0)}' from t`,
    );
    for (const [verdict, crossCheck] of [
      ["missing_permissions", "sought"],
      ["planhat_down", "sought"],
      // If a token reads another Planhat, this also shows that the host accepts tokens.
      ["different_planhat", "accepted"],
      ["connected", "accepted"],
    ]) {
      await world.query(
        `update checks set verdict = '${verdict}' where connection_id = '${other?.id}'`,
      );
      expect(await seek(since), `after ${verdict}`).toBe(crossCheck);
    }
    expect(await seek(new Date(clock.now().getTime() + 1))).toBe("sought");
    await world.query(`update connections set state = 'needs_customer' where id = '${other?.id}'`);
    expect(await seek(new Date(clock.now().getTime() + 1))).toBe("none");
  });

  it("are visible only to operators", async () => {
    await addFailing("api", "planhat_down", 3);
    await watchIncidents(worker);
    const { items } = await listIncidents(world.operator, { limit: 10 });
    const id = items[0]?.id ?? "";
    expect(await getIncident(world.operator, { id })).toMatchObject({ state: "open" });
    await expect(listIncidents(world.acme.customer, { limit: 10 })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(getIncident(world.acme.customer, { id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("of one host become ours, without a second alert, if every other host turns out unreachable", async () => {
    await addFailing("api", "unreachable", 3);
    await watchIncidents(worker);
    await addFailing("api-eu", "unreachable", 3);
    await watchIncidents(worker);
    const { items } = await listIncidents(world.operator, { limit: 10 });
    expect(items).toMatchObject([{ fault: "ours", host: null, connections: 6 }]);
    expect(await countNotices("incident")).toBe(2);
  });

  it("close after two good sweeps, report it once, and resume their connections' checks one after another", async () => {
    await addFailing("api", "planhat_down", 6);
    await watchIncidents(worker);
    const closed: string[] = [];
    for (let look = 0; look < 2; look += 1) {
      clock.advanceMs(minuteMs);
      // A sweep begins (two members become due for a check), and then one connection gets an answer.
      await watchIncidents(worker);
      await answer(`name = 'Fleet api ${look + 1}'`);
    }
    for (let step = 0; step < 5; step += 1) {
      clock.advanceMs(minuteMs);
      closed.push(...(await watchIncidents(worker)).closed);
    }
    expect(closed).toEqual(["theirs"]);
    expect(await countNotices("incident")).toBe(4);
    const rest = await world.query<{ inconclusive: string | null; next_check_at: Date }>(
      "select doubt as inconclusive, incident_id, next_check_at from connections where name in ('Fleet api 3', 'Fleet api 4', 'Fleet api 5', 'Fleet api 6')",
    );
    expect(rest.every(({ inconclusive }) => inconclusive === null)).toBe(true);
    expect(new Set(rest.map((row) => row.next_check_at.getTime())).size).toBe(4);
    // No connection has failed since the incident closed, so no incident opens again.
    expect(await watchIncidents(worker)).toEqual({ opened: [], closed: [] });
  });

  it("stay open while the host flaps", async () => {
    await addFailing("api", "planhat_down", 6);
    await watchIncidents(worker);
    for (let look = 1; look <= 3; look += 1) {
      clock.advanceMs(minuteMs);
      await watchIncidents(worker);
      await answer(`name = 'Fleet api ${look}'`);
      clock.advanceMs(minuteMs);
      await watchIncidents(worker);
      await world.query(
        `update connections set checked_at = '${iso(1_000)}' where incident_id is not null`,
      );
      clock.advanceMs(minuteMs);
      expect((await watchIncidents(worker)).closed).toEqual([]);
    }
  });

  it("are not opened for two connections; these are escalated to an operator after a while, in one message", async () => {
    await addFailing("api", "planhat_down", 2);
    expect(await watchIncidents(worker)).toEqual({ opened: [], closed: [] });
    clock.advanceMs(10 * minuteMs);
    expect(await escalateInconclusive(worker)).toBe(0);
    clock.advanceMs(5 * minuteMs);
    expect(await escalateInconclusive(worker)).toBe(2);
    expect(await escalateInconclusive(worker)).toBe(0);
    // There is one Slack message and one mail to the only operator. When a third connection follows, there are no more.
    expect(await countNotices("doubt_lasts")).toBe(2);
    expect(
      await world.query("select subject from notifications where kind = 'doubt_lasts'"),
    ).toEqual(
      ["slack", "mail"].map(() => ({ subject: expect.stringMatching(/^2 connections: /) })),
    );
    const rows = await world.query(
      "select state, verdict from connections where name like 'Fleet%'",
    );
    expect(rows).toEqual([
      { state: "needs_operator", verdict: "planhat_down" },
      { state: "needs_operator", verdict: "planhat_down" },
    ]);
    // The customer cannot do anything, so they get no mail.
    expect(await countNotices("verdict")).toBe(0);
    await addFailing("api", "unexpected_answer", 1);
    await world.query(
      "update connections set doubt = 'planhat_down' where doubt = 'unexpected_answer'",
    );
    clock.advanceMs(15 * minuteMs);
    expect(await escalateInconclusive(worker)).toBe(1);
    expect(await countNotices("doubt_lasts")).toBe(2);
  });

  it("are not reported for a new token's inconclusive check if the active token gets answers", async () => {
    await addFailing("api", "unreachable", 1);
    await world.query(
      `update connections set answered_at = '${iso(10_000)}' where name like 'Fleet%'`,
    );
    clock.advanceMs(20 * minuteMs);
    expect(await escalateInconclusive(worker)).toBe(0);
  });

  it("keep a sync's findings from starting checks of their members", async () => {
    await addFailing("api", "token_rejected", 5);
    await watchIncidents(worker);
    const dueNow = async () =>
      await world.query(
        `select 1 from connections where name like 'Fleet%' and next_check_at <= '${iso(0)}'`,
      );
    const ids = await world.query<{ id: string }>(
      "select id from connections where name like 'Fleet%'",
    );
    const tenantId =
      world.acme.customer.actor.kind === "customer" ? world.acme.customer.actor.tenantId : "";
    const askAll = async () => {
      for (const { id } of ids)
        await withTenant(worker.db, worker.actor, tenantId, (tx) => checkBy(tx, id, clock.now()));
    };
    await askAll();
    expect(await dueNow()).toEqual([]);
    await world.query("update connections set incident_id = null");
    await askAll();
    expect(await dueNow()).toHaveLength(5);
  });

  it("of throttling are reported one by one, because Planhat counts each token's calls", async () => {
    await addFailing("api", "throttled", 2);
    clock.advanceMs(6 * 60 * minuteMs);
    expect(await escalateInconclusive(worker)).toBe(2);
    expect(await countNotices("doubt_lasts")).toBe(4);
  });

  it("ask the other hosts whose network failed, if all recent calls went to one host", async () => {
    const asked: string[] = [];
    const watch = (isUp: boolean) =>
      watchIncidents({ ...worker, planhatHosts: ["api", "api-eu", "api-us2"] }, async (host) => {
        asked.push(host);
        return await Promise.resolve(isUp && host === "api-us2");
      });
    await addFailing("api", "unreachable", 2);
    await watch(false);
    expect(asked).toEqual([]);
    await addFailing("api", "unreachable", 2);
    expect((await watch(false)).opened).toEqual(["ours"]);
    expect(asked).toEqual(["api-eu", "api-us2"]);
    await watch(false);
    expect(asked).toHaveLength(2);
    await world.query("delete from incidents");
    expect((await watch(true)).opened).toEqual(["theirs"]);
  });
});
