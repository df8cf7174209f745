import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";
import type { Report } from "./bench.ts";

const coreMost = 1;
/** The streams take ten turns in an interval. Each turn reads its people in one round trip. */
const roundTripsMost = 10;

/** Long: 1,000 streams for a minute. Short: only the round trips for 100 streams. */
export const proof: Proof = {
  name: "listeners",
  claim:
    "A thousand open pages on which nothing happens cost the API one percent of a core, and PostgreSQL ten round trips in each interval of beats.",
  run: async ({ isShort }) => {
    const { listeners, roundTrips, measured } = runBench("proofs/listeners/bench.ts", [
      `--listeners=${isShort ? 100 : 1_000}`,
      `--seconds=${isShort ? 0 : 60}`,
    ]) as Report;
    const counts = `${listeners} streams need ${roundTrips} round trips in an interval`;
    const most = `at most ${roundTripsMost} round trips`;
    if (measured === null)
      return { figure: counts, mustReach: most, ok: roundTrips <= roundTripsMost };
    const { without, mbWithout, mbWith, beatsLeast, ended } = measured;
    const cost = measured.with - without;
    return {
      figure: `${counts}; ${without.toFixed(2)} % of a core without streams, ${measured.with.toFixed(2)} % with them (${cost.toFixed(2)} % for the streams), ${mbWith - mbWithout} MB more memory; each stream received at least ${beatsLeast} beats, ${ended} streams ended`,
      mustReach: `${most}; at most ${coreMost} % of a core for the streams; at least 3 beats for each stream, and no stream ends`,
      ok: roundTrips <= roundTripsMost && cost <= coreMost && beatsLeast >= 3 && ended === 0,
    };
  },
};
