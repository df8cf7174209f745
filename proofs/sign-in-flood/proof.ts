import type { Proof } from "../proof.ts";
import { runBench } from "../run-bench.ts";
import type { Report } from "./bench.ts";

/** In the short version, other work of the test run may disturb the few rounds. Without a bound, it was 30 times. */
const timesMost = { long: 3, short: 10 } as const;

/** Long: 20 rounds of each. Short: 5 rounds. */
export const proof: Proof = {
  name: "sign-in-flood",
  claim:
    "A right sign-in that arrives together with 200 wrong passwords takes at most three times as long as alone, if the wrong passwords come from one other address, or if the person signed in on this device before.",
  comparesTimes: true,
  run: async ({ isShort }) => {
    const rounds = isShort ? 5 : 20;
    const most = isShort ? timesMost.short : timesMost.long;
    const report = runBench("proofs/sign-in-flood/bench.ts", [`--rounds=${rounds}`]) as Report;
    const [newDevice, knownDevice] = [compare(report.newDevice), compare(report.knownDevice)];
    return {
      figure: `${report.wrongTries} wrong passwords at once, ${rounds} times from 1 address and ${rounds} times from ${report.knownDevice.guessers}; a right sign-in beside the guesses of 1 address, on a new device: ${newDevice.text}; beside the guesses of ${report.knownDevice.guessers} addresses, on a known device: ${knownDevice.text}`,
      mustReach: `at most ${most} times as long (medians); every right sign-in succeeds, and every wrong one is answered with 401 or 429`,
      ok: newDevice.times <= most && knownDevice.times <= most,
    };
  },
};

function compare({ aloneMs, besideMs, compared, refused }: Report["newDevice"]) {
  const [alone, beside] = [median(aloneMs), median(besideMs)];
  const times = beside / alone;
  const text = `${beside} ms (median; slowest ${Math.max(...besideMs)} ms), ${times.toFixed(1)} times the ${alone} ms alone, while ${compared} wrong passwords were compared and ${refused} were refused`;
  return { times, text };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
