/**
 * One seeded run: a tenant is synced five times while its records change. Then the stored records are compared with the
 * true history.
 */

import { models } from "@churned/planhat-client/models";
import type { Fault, Sandbox } from "@churned/planhat-sandbox";

import type { Engine } from "./engine.ts";
import { openLedger } from "./ledger.ts";
import type { World } from "./world.ts";
import { disturbed, listHabits, scaleOf } from "./world.ts";

/** The result of a run. */
export interface RunResult {
  readonly faults: readonly string[];
  readonly calls: number;
  readonly failedCalls: number;
  /** The number of answers with a time in the future. */
  readonly skewed: number;
  /** The number of lists that were empty by mistake. */
  readonly emptied: number;
  readonly changes: number;
  readonly gaps: number;
  /**
   * How many models the syncs read, and how many of these models they reported as whole: read to a proven end, with
   * every record stored.
   */
  readonly reads: number;
  readonly wholeReads: number;
}

/** Rows in a page. With Planhat's own page size, several pages would need tens of thousands of records in each run. */
export const pageRows = 40;
const usualSizes = { company: 130, enduser: 420, license: 150, task: 50, user: 3 };

/** Makes the pages small for both the sandbox and the engine, which both read the client's registry. */
function makePagesSmall(): Disposable {
  const restore = Object.values(models).map((model) => {
    const { pageMax, pageDefault } = model;
    Object.assign(model, { pageMax: pageRows, pageDefault: pageRows });
    return () => Object.assign(model, { pageMax, pageDefault });
  });
  return {
    [Symbol.dispose]() {
      for (const back of restore) back();
    },
  };
}

/**
 * How far record times may be ahead: a little less than the difference that the engine still accepts as a wrong clock.
 */
const skewMs = 110 * 60_000;
const change = { kind: "changing", changes: 3, inserts: 1, isAnywhere: true } as const;

// Only the first matching fault applies to a request. So 2 % of the calls fail, then some pages do not fit together,
// and on all other calls records change.
function listFaults(tenant: string, world: World): Fault[] {
  // With small pages a list takes many calls, and the list must not change faster than the engine can read it.
  const churn = Math.min(1, world.cap / pageRows) ** 1.5;
  return [
    ...listHabits(world, tenant),
    { kind: "status", status: 500, share: 0.006, tenant },
    { kind: "status", status: 504, share: 0.004, tenant },
    { kind: "throttled", retryAfterSeconds: 1, share: 0.003, tenant },
    { kind: "truncated", share: 0.003, tenant },
    { kind: "html", share: 0.002, tenant },
    { kind: "down", share: 0.002, tenant },
    { kind: "clock_skew", skewMs, share: 0.02, tenant },
    { kind: "empty_page", share: 0.005, tenant },
    { kind: "repeated_page", share: 0.03, tenant },
    { kind: "missing_rows", rows: 3, share: 0.05, tenant },
    { kind: "duplicated_rows", rows: 2, share: 0.05, tenant },
    // Few records are removed between two full syncs, so that no operator is asked about them.
    ...disturbed.flatMap((model): Fault[] => [
      ...(world.archive === undefined
        ? []
        : [
            { ...change, model, tenant, removes: 1, archives: 1, restores: 1, share: 0.04 * churn },
          ]),
      { ...change, model, tenant, removes: 1, share: 0.04 * churn },
      { ...change, model, tenant, removes: 0, share: 0.5 * churn },
    ]),
  ];
}

const passes = ["full", "incremental", "incremental", "full", "full"] as const;
const failures = new Set(["status", "throttled", "truncated", "html", "down"]);

/**
 * Makes one run. With `isWholeUsed` false, treats every model as whole. The seed is the tenant's key. It decides the
 * tenant's records, faults and changes.
 */
export async function runOnce(
  engine: Engine,
  seed: string,
  { world, isWholeUsed }: { readonly world: World; readonly isWholeUsed: boolean },
): Promise<RunResult> {
  const { sandbox } = engine;
  const sizes = Object.fromEntries(
    Object.entries(usualSizes).map(([model, size]) => [model, Math.ceil(size * scaleOf(world))]),
  );
  sandbox.setConventions(
    world.archive ?? { archivedHidden: "endusers", archivedParameter: "alone" },
  );
  const [tenant] = sandbox.addTenants({ key: seed, sizes });
  if (!tenant) throw new Error("The sandbox added no tenant.");
  sandbox.clearFaults();
  const connection = await engine.connect(seed, tenant.token);
  using _ = makePagesSmall();
  using ledger = openLedger(sandbox, seed, {
    models: Object.keys(usualSizes) as (keyof typeof usualSizes)[],
    skewMs,
  });
  sandbox.setFaults(listFaults(seed, world));
  const faults: string[] = [];
  /** For each model, the start times of the full syncs in which the model was whole. */
  const wholeStarts = new Map<string, number[]>();
  const fullFrom = new Map<string, number>();
  let [gaps, reads, wholeReads] = [0, 0, 0];
  for (const [pass, mode] of passes.entries()) {
    const from = ledger.now();
    const sync = await engine.sync(connection, mode);
    const to = ledger.now();
    const landed = await engine.listLanded(connection.connectionId);
    const whole = new Set(
      sync.streams.filter((one) => one.isWhole === true).map((one) => one.model),
    );
    const read = sync.streams.filter(({ model }) => !isWholeUsed || whole.has(model));
    for (const { model, mode: how } of read) if (how === "full") fullFrom.set(model, from);
    const believed = read.map(({ model, mode: how, note }) => ({
      model,
      // Only a full sync reads archived records. Its note says if some of them are missing.
      hasArchived: how === "full" && note?.includes("archived records of") !== true,
      fullFrom: fullFrom.get(model) ?? -1,
    }));
    const found = ledger.findFaults(landed, { from, to }, believed);
    // A sync must succeed if all its models are whole, and only then.
    if ((sync.state === "succeeded") !== (whole.size === sync.streams.length))
      found.push(`a sync ended as ${sync.state}: ${sync.reason}`);
    const held = sync.streams.reduce((sum, stream) => sum + stream.held, 0);
    // A company that comes back after its list was read looks like a hidden company. So the engine must ask an
    // operator.
    if (held > 0 && !ledger.cameBack("company", { from, to }))
      found.push(`${held} deletes wait for an operator`);
    // Records that were removed before the start of the second-last full sync must be deleted by now, unless
    // something else delays deletes. The note says if the sync did not look for deletes.
    const looked = sync.streams.every(({ note }) => note?.includes("taken for deleted") !== true);
    if (mode === "full" && looked && held === 0)
      for (const { model } of sync.streams.filter(
        (one) => whole.has(one.model) && whole.has("company"),
      )) {
        const starts = wholeStarts.get(model) ?? [];
        for (const key of ledger.findUndeleted(landed, starts.at(-1) ?? 0))
          if (key.startsWith(`${model}/`)) found.push(`${key} is still shown`);
        wholeStarts.set(model, [...starts, from]);
      }
    gaps += sync.streams.reduce((sum, stream) => sum + stream.gaps, 0);
    reads += sync.streams.length;
    wholeReads += whole.size;
    faults.push(...found.map((fault) => `${seed}, ${mode} ${pass + 1}: ${fault}`));
  }
  return {
    faults,
    gaps,
    reads,
    wholeReads,
    changes: ledger.now(),
    ...countCalls(sandbox, tenant.accountId),
  };
}

type Counts = Pick<RunResult, "calls" | "failedCalls" | "skewed" | "emptied">;

function countCalls(sandbox: Sandbox, accountId: string): Counts {
  const calls = sandbox.listCalls().find((one) => one.accountId === accountId)?.calls ?? 0;
  const struck = sandbox.listRequests(accountId).map(({ fault }) => fault ?? "");
  return {
    calls,
    failedCalls: struck.filter((fault) => failures.has(fault)).length,
    skewed: struck.filter((fault) => fault === "clock_skew").length,
    emptied: struck.filter((fault) => fault === "empty_page").length,
  };
}
