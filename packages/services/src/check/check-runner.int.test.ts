import type { Database } from "@churned/db/client";
import { createDatabase } from "@churned/db/client";
import { waitFor } from "@churned/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Arranged } from "../testing/arrange.ts";
import { arrange } from "../testing/arrange.ts";
import { createSyncWorker } from "../testing/sync-worker.ts";
import type { CheckRunner } from "./check-runner.ts";
import { createCheckRunner } from "./check-runner.ts";

describe("the checks of a process", () => {
  let world: Arranged;
  let db: Database;
  let checks: CheckRunner;
  /** The running checks by connection. Each check hangs until its function is called. */
  let running: Map<string, () => void>;
  let begun: string[];

  beforeEach(async () => {
    world = await arrange();
    db = createDatabase({ url: world.database.workerUrl, onError: () => undefined });
    running = new Map();
    begun = [];
    checks = createCheckRunner({
      ...createSyncWorker(world, db, () => new Response("[]")).ctx,
      now: () => new Date(),
      openToken: (_sealed, connectionId) => {
        begun.push(connectionId);
        const { promise, reject } = Promise.withResolvers<string>();
        running.set(connectionId, () => {
          running.delete(connectionId);
          reject(new Error("It does not open."));
        });
        return promise;
      },
    });
  });
  afterEach(async () => {
    for (const letGo of running.values()) letGo();
    await checks.close({ timeoutMs: 5_000 });
    await db.close();
    await world[Symbol.asyncDispose]();
  });

  /** Adds due checks, each for its own connection, the oldest first. */
  async function addDue(
    count: number,
    trigger: "scheduled" | "save",
    place: {
      readonly host?: string;
      readonly party?: "acme" | "globex";
      /** How much later these checks are due than the checks that were added before. */
      readonly laterMs?: number;
    } = {},
  ): Promise<string[]> {
    const { host = "api", party = "acme", laterMs = 0 } = place;
    const rows = await world.query<{ connection_id: string }>(
      `with c as (
         insert into connections (tenant_id, name, state, plan)
         select tenant_id, trigger || n, 'connected', plan from connections, generate_series(1, ${count}) n,
           (values ('${trigger}')) t(trigger) where id = '${world[party].connectionId}'
         returning id, tenant_id),
       t as (
         insert into credentials (id, tenant_id, connection_id, slot, key_id, sealed, sealed_hash)
         select gen_random_uuid(), tenant_id, id, 'active', 'k', 'e.c', id::text from c
         returning id, tenant_id, connection_id)
       insert into checks (tenant_id, connection_id, credential_id, trigger, models, named_host, next_attempt_at)
       select tenant_id, connection_id, id, '${trigger}', '{company}', '${host}',
         now() - interval '1 minute' + interval '1 ms' * (row_number() over () + ${laterMs}) from t
       returning connection_id`,
    );
    return rows.map((row) => row.connection_id);
  }

  it("are claimed together, so that none waits for a claim of its own", async () => {
    const due = await addDue(10, "scheduled");
    await checks.claimDue();
    expect(begun.toSorted()).toEqual(due.toSorted());
  });

  it("begin without the results of an attempt that was interrupted", async () => {
    await addDue(1, "scheduled");
    await world.query(
      `insert into probes (tenant_id, check_id, model, outcome, duration_ms)
       select tenant_id, id, 'company', 'allowed', 1 from checks`,
    );
    await checks.claimDue();
    expect(await world.query("select model from probes")).toEqual([]);
  });

  it("leave places to checks that people wait for, even while others hang, and run those first", async () => {
    const others = await addDue(40, "scheduled");
    await checks.claimDue();
    await waitFor(() => running.size === 18, { what: "all places of the others to be taken" });
    const asked = await addDue(3, "save");
    await checks.claimDue();
    await waitFor(() => asked.every((id) => running.has(id)), { what: "the Saves to begin" });
    expect(begun).toHaveLength(21);
    // When a check ends, the runner starts the next check by itself, until no check is due.
    for (let done = 0; done < others.length + asked.length; done += 1) {
      const letGo = await waitFor(() => [...running.values()][0], { what: "a check to run" });
      letGo();
    }
    await checks.idle();
    expect(begun.toSorted()).toEqual([...others, ...asked].toSorted());
  });

  it("start soon for an uncrowded tenant and host, even with many older checks of one tenant or host", async () => {
    const many = await addDue(120, "save", { host: "api-eu" });
    const [stranger] = await addDue(1, "save", { party: "globex", laterMs: 1_000 });
    const [sameHost] = await addDue(1, "save", { party: "globex", host: "api-eu", laterMs: 1_000 });
    await checks.claimDue();
    await waitFor(() => begun.includes(stranger ?? ""), {
      what: "the check of the uncrowded tenant to start",
    });
    expect(begun.indexOf(stranger ?? "")).toBeLessThan(many.length / 2);
    // A check for the crowded host starts as soon as the runner notices that the earlier checks receive no answer.
    await waitFor(() => begun.includes(sameHost ?? ""), {
      timeoutMs: 10_000,
      what: "the check for the crowded host to start",
    });
  });

  it("give up their places while they receive no answer, so that hosts that hang block nobody", async () => {
    const hanging = await addDue(100, "scheduled");
    await checks.claimDue();
    await waitFor(() => begun.length === hanging.length, { what: "all of them to hang at once" });
    expect(running.size).toBe(hanging.length);
  });

  it("are released when the process must stop, and no further ones start", async () => {
    await addDue(2, "scheduled");
    await checks.claimDue();
    const closing = checks.close({ timeoutMs: 0 });
    await addDue(1, "save");
    await checks.claimDue();
    // Closing does not wait for checks that hang, and the later results of these checks get no verdict.
    await closing;
    for (const letGo of running.values()) letGo();
    await checks.idle();
    expect(begun).toHaveLength(2);
    expect(
      await world.query("select state, count(*)::int as n from checks group by state"),
    ).toEqual([{ state: "queued", n: 3 }]);
  });
});
