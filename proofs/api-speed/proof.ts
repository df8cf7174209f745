import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";
import type { Report } from "./bench.ts";

/** The share of bare Hono's requests a second that must be reached. */
const shareLeast = { one: 0.7, list: 0.8 };
/** How many times bare Hono's p99 is allowed. */
const p99Most = 1.5;
const roundTripsMost = { one: 2, list: 3, save: 6 };
/** Reads that still need more: each asks for several things, one after another. */
const slower: Readonly<Record<string, number>> = { listInboxItems: 4 };

type Measured = NonNullable<Report["measured"]>["one"];

/**
 * Long: ten rounds of each read. Short: only statements and round trips, which no other work on the machine changes.
 */
export const proof: Proof = {
  name: "api-speed",
  claim:
    "A signed-in read of one thing waits for PostgreSQL at most twice, a list at most three times, and a Save at most six times.",
  run: async ({ isShort }) => {
    const { counted, reads, save, measured } = runBench("proofs/api-speed/bench.ts", [
      `--rounds=${isShort ? 0 : 10}`,
    ]) as Report;
    const tooMany = Object.entries(reads).filter(
      ([name, count]) => count > (slower[name] ?? roundTripsMost[isList(name) ? "list" : "one"]),
    );
    const { one, list } = counted;
    const counts = `one: ${one.statements} statements in ${one.roundTrips} round trips; list of 50: ${list.statements} in ${list.roundTrips}; a Save that replaces a token: ${save.statements} in ${save.roundTrips}; of ${Object.keys(reads).length} reads ${tooMany.length} need more than they may${tooMany.map(([name, count]) => ` (${name}: ${count})`).join("")}`;
    const most = `at most ${roundTripsMost.one} round trips for one thing, ${roundTripsMost.list} for a list and ${roundTripsMost.save} for a Save`;
    const isFew = tooMany.length === 0 && save.roundTrips <= roundTripsMost.save;
    if (measured === null) return { figure: counts, mustReach: most, ok: isFew };
    const [ofOne, ofList] = [compare(measured.one), compare(measured.list)];
    return {
      figure: `${counts}. Beside bare Hono: one ${describe(ofOne)}; list ${describe(ofList)}; a Save beside one transaction with the same writes ${describe(compare(measured.save))}. Medians of ${measured.one.length} rounds`,
      mustReach: `${most}; ${shareLeast.one} and ${shareLeast.list} of bare Hono's requests a second, p99 at most ${p99Most} times for one thing`,
      ok:
        isFew &&
        ofOne.share >= shareLeast.one &&
        ofList.share >= shareLeast.list &&
        ofOne.p99 <= p99Most,
    };
  },
};

const isList = (name: string): boolean => name.startsWith("list");

function compare(pairs: Measured) {
  const of = (read: (pair: Measured[number]) => number): number => median(pairs.map(read));
  return {
    share: of(({ ours, bare }) => ours.perSecond / bare.perSecond),
    p99: of(({ ours, bare }) => ours.p99Ms / bare.p99Ms),
    cpuMs: of(({ ours }) => ours.cpuMs),
    bareCpuMs: of(({ bare }) => bare.cpuMs),
  };
}

function describe({ share, p99, cpuMs, bareCpuMs }: ReturnType<typeof compare>): string {
  return `${share.toFixed(2)} of its requests a second, p99 ${p99.toFixed(2)} times, ${cpuMs.toFixed(2)} ms of processor time for ${bareCpuMs.toFixed(2)}`;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
