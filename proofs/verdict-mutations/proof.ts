import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Proof } from "../proof.ts";

/** A deliberate mistake: a text that occurs once in a file of the code that derives verdicts, and its replacement. */
interface Mutation {
  readonly what: string;
  readonly file: "derive.ts" | "answers.ts" | "verdict.ts";
  readonly from: string;
  readonly to: string;
}

const mutations: readonly Mutation[] = [
  {
    what: "a firewall's 403 proves that the token works",
    file: "answers.ts",
    from: 'return answer === "rows" || answer === "no_rows";',
    to: 'return answer === "rows" || answer === "no_rows" || answer === "blocked";',
  },
  {
    what: "a 401 that Planhat did not word counts as Planhat's",
    file: "derive.ts",
    from: 'confidence: said.every(({ answer }) => answer === "rejected") ? "certain" : "likely",',
    to: 'confidence: "certain",',
  },
  {
    what: "a region without an answer is not named in the verdict",
    file: "derive.ts",
    from: "...(isEverywhere ? {} : { detail: formatHosts(said) }),",
    to: "",
  },
  {
    what: "an uncertain rejection destroys the token",
    file: "verdict.ts",
    from: 'if (token === "rejected") return !isUncertainRejection(verdict);',
    to: 'if (token === "rejected") return true;',
  },
  {
    what: "an unknown host name does not make the outcome inconclusive",
    file: "answers.ts",
    from: '["unknown_host", "unreachable"],',
    to: "",
  },
  {
    what: "a 403 that Planhat did not word counts as an acceptance",
    file: "answers.ts",
    from: '["forbidden_unproven", "unexpected_answer"],',
    to: "",
  },
  {
    what: "a rejection by the host that accepted the token before does not suffice",
    file: "derive.ts",
    from: "if (isKnownHere && isUnknownHere) return judgeRejected(evidence, given);",
    to: "",
  },
  {
    what: "several hosts that forbid count as hosts that know the token",
    file: "derive.ts",
    from: "isUnknownHere && forbidding.length === 1",
    to: "isUnknownHere && forbidding.length > 0",
  },
  {
    what: "a denied wanted model counts like a denied required one",
    file: "derive.ts",
    from: "const requiredDenied = denied.filter(isRequired);",
    to: "const requiredDenied = denied;",
  },
  {
    what: "a required model without an answer counts as permitted",
    file: "derive.ts",
    from: "const unanswered = given.filter(isRequired).filter(",
    to: "const unanswered = given.filter(() => false).filter(",
  },
  {
    what: "our own fault is not reported if there are other hosts",
    file: "derive.ts",
    from: "  if (ours !== undefined)\n",
    to: "  if (ours !== undefined && otherHosts.length === 0)\n",
  },
  {
    what: "a request that Planhat calls invalid is reported as an outage",
    file: "answers.ts",
    from: '["invalid", "unexpected_answer"],',
    to: '["invalid", "planhat_down"],',
  },
  {
    what: "throttling is reported as an outage",
    file: "answers.ts",
    from: '["throttled", "throttled"],',
    to: '["throttled", "planhat_down"],',
  },
  {
    what: "a not-found answer to an accepted token is not a denial",
    file: "answers.ts",
    from: 'case "not_found":\n      return tokenAccepted ? "denied" : "unknown";',
    to: 'case "not_found":\n      return "unknown";',
  },
];

/** The exports of the module with the decision table that this proof uses. */
interface Lattice {
  readonly findWrong: (code: object, most?: number) => { cases: number; wrong: readonly unknown[] };
}

const source = fileURLToPath(new URL("../../packages/domain/src/", import.meta.url));

/**
 * Runs the decision table of verdicts against copies of the deriving code. Each copy has one mistake. Short and long
 * are equal, because the run takes seconds. If a mistake's text is no longer in the source, the proof fails, so that
 * the list stays up to date.
 */
export const proof: Proof = {
  name: "verdict-mutations",
  claim: `The decision table finds each of ${mutations.length} deliberate mistakes in the code that derives verdicts.`,
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), "verdicts-"));
    try {
      const { cases, wrong } = await judge(join(folder, "as-it-is"));
      const survivors: string[] = [];
      for (const [at, mutation] of mutations.entries()) {
        const mutated = await judge(join(folder, `m${at}`), mutation);
        if (mutated.wrong.length === 0) survivors.push(mutation.what);
      }
      const found = mutations.length - survivors.length;
      return {
        figure: `${found} of ${mutations.length} mistakes found; without a mistake, the code agrees with the table in ${cases - wrong.length} of ${cases.toLocaleString("en")} cases${survivors.length === 0 ? "" : `; not found: ${survivors.join(", ")}`}`,
        mustReach:
          "all mistakes found; without a mistake, the code agrees with the table in all cases",
        ok: survivors.length === 0 && wrong.length === 0,
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/**
 * Runs the decision table against a copy, with or without a mistake. Throws if the mistake's text does not occur
 * exactly once.
 */
async function judge(
  folder: string,
  mutation?: Mutation,
): Promise<{ cases: number; wrong: readonly unknown[] }> {
  cpSync(source, folder, {
    recursive: true,
    filter: (path) => !/\.test\.ts$|[/\\]wire$/.test(path),
  });
  const verdicts = join(folder, "verdict");
  if (mutation !== undefined) {
    const path = join(verdicts, mutation.file);
    const parts = readFileSync(path, "utf8").split(mutation.from);
    if (parts.length !== 2)
      throw new Error(
        `"${mutation.what}" changes nothing: its text stands ${parts.length - 1} times.`,
      );
    writeFileSync(path, parts.join(mutation.to));
  }
  const load = async <T>(file: string): Promise<T> =>
    (await import(pathToFileURL(join(verdicts, file)).href)) as T;
  const { findWrong } = await load<Lattice>("lattice.testing.ts");
  const [derive, answers, verdict] = await Promise.all(
    ["derive.ts", "answers.ts", "verdict.ts"].map((file) => load<object>(file)),
  );
  return findWrong({ ...derive, ...answers, ...verdict }, mutation === undefined ? 5 : 1);
}
