import { asOperator, createDatabase } from "@churned/db/client";
import { insertConnection } from "@churned/db/connection";
import { claimSync, insertSync } from "@churned/db/sync";
import { withTenant } from "@churned/db/client";
import { landPage } from "@churned/db/sync";
import { insertTenant } from "@churned/db/tenant";
import type { Database } from "@churned/db/client";
import type { LandedPage, SyncClaim } from "@churned/db/sync";
import { defaultPlan } from "@churned/domain/plan";
import { createTestDatabase, startProcess } from "@churned/testkit";
import { join } from "node:path";

import { rootFolder } from "@churned/tooling/settings";
import type { Proof } from "../proof.ts";

const system = { kind: "system", name: "prove" } as const;
const records = 1_000_000;
const hugeSizes = { enduser: records, company: 20_000, user: 60 };
const pageRows = 2_000;
const roundPages = 20;
const largestMb = 300;
const longLeaseMs = 3_600_000;

/** Long: all million records. Short: two rounds of pages. A round reads pages and then stores them in PostgreSQL. */
export const proof: Proof = {
  name: "sandbox-huge",
  claim:
    "The sandbox serves a tenant with a million records with less than 300 MB of memory, and faster than PostgreSQL lands the records.",
  comparesTimes: true,
  run: async ({ isShort }) => {
    await using sandbox = await startSandbox();
    await using landing = await openLanding();
    const rounds = isShort ? 2 : records / pageRows / roundPages;
    let [servedMs, landedMs, rows] = [0, 0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const readAt = performance.now();
      const pages: Uint8Array[] = [];
      for (let page = 0; page < roundPages; page += 1)
        pages.push(await sandbox.readPage((round * roundPages + page) * pageRows, "_id"));
      const landAt = performance.now();
      servedMs += landAt - readAt;
      for (const page of pages) rows += (await landing.land(page)).inserted;
      landedMs += performance.now() - landAt;
    }
    const newest = await timePage(sandbox, 0, "-updatedAt");
    const megabytes = await sandbox.readLargestMb();
    const pages = rounds * roundPages;
    const perSecond = (ms: number): string => `${((pages * 1_000) / ms).toFixed(1)} pages/s`;
    return {
      figure: [
        `${pages} pages of ${pageRows.toLocaleString("en")} end users`,
        `sandbox ${perSecond(servedMs)} over HTTP`,
        `landing ${perSecond(landedMs)}`,
        `first page by time ${newest}`,
        `sandbox at most ${megabytes.toFixed(0)} MB`,
        ...(isShort ? [] : [await lookAtTenMillion()]),
      ].join(", "),
      mustReach: `every record landed once; sandbox faster than landing; less than ${largestMb} MB`,
      ok: rows === pages * pageRows && servedMs < landedMs && megabytes < largestMb,
    };
  },
};

/** Measures with ten million records. The result is only printed and has no limit. */
async function lookAtTenMillion(): Promise<string> {
  await using sandbox = await startSandbox({ enduser: 10 * records, company: 100_000 });
  const ends = [
    `first page ${await timePage(sandbox, 0, "_id")}`,
    `last page ${await timePage(sandbox, 10 * records - pageRows, "_id")}`,
  ];
  const megabytes = await sandbox.readLargestMb();
  const newest = await timePage(sandbox, 0, "-updatedAt");
  const withOrder = await sandbox.readLargestMb();
  return `\n    of ten million: ${ends.join(", ")}, at most ${megabytes.toFixed(0)} MB; first page by time ${newest}, at most ${withOrder.toFixed(0)} MB`;
}

async function timePage(
  sandbox: Awaited<ReturnType<typeof startSandbox>>,
  offset: number,
  sort: string,
): Promise<string> {
  const startedAt = performance.now();
  await sandbox.readPage(offset, sort);
  return `${Math.round(performance.now() - startedAt)} ms`;
}

async function startSandbox(sizes: Readonly<Record<string, number>> = hugeSizes) {
  const process = await startProcess({
    args: [join(rootFolder, "packages/planhat-sandbox/src/main.ts")],
    env: { SANDBOX_PORT: "0", SANDBOX_MAX_CALLS: "1000000" },
    readyWhen: (output) => output.includes("sandbox ready"),
  });
  const url = /"url":"([^"]+)"/.exec(process.output())?.[1] ?? "";
  const body = JSON.stringify({ key: "prove", sizes });
  const made = await fetch(`${url}/_admin/tenants`, { method: "POST", body });
  const { tenants } = (await made.json()) as { tenants: [{ token: string }] };
  const [{ token }] = tenants;
  return {
    readPage: async (offset: number, sort: string): Promise<Uint8Array> => {
      const query = `limit=${pageRows}&offset=${offset}&sort=${sort}`;
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/api/endusers?${query}`, { headers });
      return new Uint8Array(await response.arrayBuffer());
    },
    readLargestMb: async (): Promise<number> => {
      const memory = await (await fetch(`${url}/_admin/memory`)).json();
      return (memory as { largestBytes: number }).largestBytes / 1e6;
    },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/** Opens the product's own statement that stores a page, on one connection of a real PostgreSQL. */
async function openLanding() {
  const database = await createTestDatabase();
  const failures: Error[] = [];
  const db = createDatabase({ url: database.workerUrl, onError: (error) => failures.push(error) });
  const hold = await claim(db, database.apiUrl);
  return {
    land: (bytes: Uint8Array): Promise<LandedPage> =>
      withTenant(db, system, hold.tenantId, (tx) =>
        landPage(tx, hold, {
          model: "enduser",
          bytes,
          order: { by: "id", after: null, isFirst: false },
        }),
      ),
    async [Symbol.asyncDispose]() {
      // From here on, errors are ignored, because our own shutdown breaks the connections.
      const [failure] = failures;
      await db.close();
      await database.drop();
      if (failure) throw failure;
    },
  };
}

async function claim(db: Database, apiUrl: string): Promise<SyncClaim> {
  const api = createDatabase({ url: apiUrl, onError: () => {} });
  const { tenantId, connectionId } = await asOperator(api, system, async (tx) => {
    const id = await insertTenant(tx, { name: "Huge" });
    const connection = { tenantId: id, name: "Huge", plan: defaultPlan };
    return { tenantId: id, connectionId: await insertConnection(tx, connection) };
  });
  await api.close();
  return await withTenant(db, system, tenantId, async (tx) => {
    const nothingKnown = { expected: null, watermark: null, newest: null };
    const models = [{ model: "enduser", mode: "full", ...nothingKnown }] as const;
    const { id } = await insertSync(tx, { tenantId, connectionId, mode: "full", models });
    const now = new Date();
    const until = new Date(now.getTime() + longLeaseMs);
    const hold = await claimSync(tx, id, { now, until });
    if (!hold) throw new Error("The sync could not be claimed.");
    return hold;
  });
}
