import type { Proof } from "./proof.ts";
import type { KeptResults } from "./results.ts";
import { testedClaims } from "./tested-claims.ts";

const notMeasured = "not measured yet";

/** Makes the text of `docs/proofs.md`: every proof with its last long result, and every claim that a test covers. */
export function makeProofsPage(
  proofs: readonly Pick<Proof, "name" | "claim">[],
  results: KeptResults,
): string {
  const measured = proofs.map(({ name, claim }) => {
    const kept = results[name];
    // If a claim has changed, an earlier result does not count for it.
    const result = kept?.claim === claim ? kept : undefined;
    const figure =
      result === undefined ? notMeasured : `${result.ok ? "" : "**Missed.** "}${result.figure}`;
    const where = result === undefined ? "" : `${result.measuredOn}, ${result.machine}`;
    return row([claim, `\`pnpm prove ${name}\``, figure, result?.mustReach ?? "", where]);
  });
  const tested = testedClaims.map(({ claim, command }) => row([claim, `\`${command}\``]));
  return `${[
    "# Proofs",
    "",
    "<!-- `pnpm prove` writes this page. To change it, change the claim in the proof, or measure again. -->",
    "",
    "A proof is a program that measures a claim about the product. `pnpm prove` lists the proofs. `pnpm prove NAME` runs one proof and stores its result on this page. `npm test` runs a short form of each proof, which checks counts and ratios but no absolute times.",
    "",
    row(["claim", "command", "last result", "must reach", "measured"]),
    row(["---", "---", "---", "---", "---"]),
    ...measured,
    "",
    "## Claims that tests protect",
    "",
    "Tests protect these claims. `npm test` runs all of these tests. The command of a row runs the tests of that claim.",
    "",
    row(["claim", "command"]),
    row(["---", "---"]),
    ...tested,
  ].join("\n")}\n`;
}

function row(cells: readonly string[]): string {
  const clean = cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s+/g, " ").trim());
  return `| ${clean.join(" | ")} |`;
}
