import { findRedisCommand } from "@churned/testkit";
import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";

type Report = {
  seed: number;
  backend: string;
  struck: Record<string, number>;
  struckMs: number;
  ended: { succeeded: number; other: number };
  changes: number;
  claims: number;
  pages: number;
  takeovers: number;
  strays: number;
  fenced: number;
  rows: number;
  reads: number;
  problems: string[];
  problemCount: number;
};

/**
 * Long: 300 moments. 200 of them have the queue on Redis, if there is a Redis, and the rest have it on PostgreSQL.
 * Short: 10 moments on one of the two. Workers and PostgreSQL are real processes. A seed decides which fault happens
 * when (`CHAOS_SEED`, or the current time).
 */
export const proof: Proof = {
  name: "sync-chaos",
  claim:
    "If workers are killed, stopped or cut off, or lose the queue or the database, the syncs store the same records as an undisturbed run.",
  run: async ({ isShort }) => {
    const seed = Number(process.env["CHAOS_SEED"] ?? (isShort ? 1 : Date.now() % 1_000_000));
    const hasRedis = findRedisCommand() !== undefined || Boolean(process.env["TEST_REDIS_URL"]);
    const reports = isShort
      ? [run(10, seed, hasRedis, ["--connections=2", "--endusers=600", "--between=500"])]
      : hasRedis
        ? [run(200, seed, true, long), run(100, seed + 1, false, long)]
        : [run(300, seed, false, long)];
    const problems = reports.flatMap((report) => report.problems);
    const problemCount = reports.reduce((sum, report) => sum + report.problemCount, 0);
    return {
      figure: [...reports.map(describe), ...problems].join("\n    "),
      mustReach:
        "every sync ends without help; rows and tombstones are the same as in an undisturbed run; no worker stores a page after another worker took its sync; a reader misses no change",
      ok: problemCount === 0,
    };
  },
};

const long = ["--connections=6", "--between=2500"];

function run(moments: number, seed: number, isRedis: boolean, more: readonly string[]): Report {
  const args = [`--moments=${moments}`, `--seed=${seed}`, ...(isRedis ? ["--redis"] : []), ...more];
  return runBench("proofs/sync-chaos/bench.ts", args) as Report;
}

function describe(report: Report): string {
  const { struck, struckMs, ended, backend, seed } = report;
  const moments = Object.entries(struck).map(([kind, times]) => `${kind} ${times}`);
  return [
    `queue on ${backend}, seed ${seed}, ${Math.round(struckMs / 1000)} s: ${moments.join(", ")}`,
    `${ended.succeeded} syncs succeeded, ${ended.other} did not, ${report.changes} records changed in the meantime`,
    `${report.pages} pages stored under ${report.claims} claims, ${report.takeovers} claims taken over from another worker, ${report.fenced} slices refused because of an old epoch, ${report.strays} pages stored with an old epoch`,
    `${report.rows} rows and ${report.reads} reads by sequence number compared: ${report.problemCount} problems`,
  ].join("; ");
}
