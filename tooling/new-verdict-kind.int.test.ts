/**
 * Checks what a new verdict kind needs besides its row in the table of kinds. The test copies the sources and adds
 * two invented kinds to the table, one of each sort. The compiler must name each file in which a kind is missing, and
 * no other file may contain the name of a kind. The test compiles all programs, so it is slow. Other tests cover what
 * the compiler cannot see: the rule in `derive.ts` (derive.test.ts) and the migration of the constraints
 * (drift.int.test.ts).
 */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const table = "packages/domain/src/verdict/kinds.ts";
/**
 * The two invented kinds: a failure of the host, and a refusal that a customer may confirm. Most code distinguishes
 * these two sorts.
 */
const madeUp = `
  made_up_outage: {
    audience: "nobody",
    token: "unknown",
    retry: "outage",
    models: "unanswered",
    detail: "hosts",
    incident: "host",
    confirmedBy: null,
    guideStep: null,
    severity: 45,
  },
  made_up_refusal: {
    audience: "customer",
    token: "accepted",
    retry: null,
    models: "limited",
    detail: "gap",
    incident: "refusal",
    confirmedBy: "customer",
    guideStep: "permissions",
    severity: 95,
  },
} as const satisfies`;

let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "new-kind-"));
  for (const part of ["apps", "packages", "e2e", "tooling", "tsconfig.base.json", "tsconfig.json"])
    await cp(join(root, part), join(copy, part), {
      recursive: true,
      // The links between packages are relative, so they lead to the copy.
      verbatimSymlinks: true,
      filter: (path) => !/^(dist|\.cache)$/.test(path.split(sep).at(-1) ?? ""),
    });
  for (const file of ["package.json", "vitest.config.ts"])
    await cp(join(root, file), join(copy, file));
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  const source = await readFile(join(copy, table), "utf8");
  const [rows = "", rest] = source.split("\n} as const satisfies");
  if (rest === undefined) throw new Error("The table's end was not found.");
  await writeFile(join(copy, table), rows + madeUp + rest);
}, 60_000);
afterAll(() => rm(copy, { recursive: true, force: true }));

/** The files of a program that do not compile. */
async function listErrors(program: string): Promise<string[]> {
  const args = ["--noEmit", "--incremental", "false", "--pretty", "false", "-p", program];
  const tsc = join(root, "node_modules/.bin/tsc");
  const found = await promisify(execFile)(tsc, args, { cwd: copy }).catch(
    (error: { stdout: string }) => error,
  );
  const files = found.stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm);
  return [...new Set([...files].map(([, file = ""]) => relative(copy, join(copy, file))))];
}

/** The files that need an entry for a new kind, and the purpose of the entry. */
const needed = {
  "apps/console/src/pages/shared/words.ts": "its name and colour in lists",
  "apps/console/src/pages/customer/connect/confirm-part.tsx": "the button that confirms it",
  "e2e/verdict-pictures.ts": "how its picture in the docs is caused",
  "packages/domain/src/incident/describe-incident.ts": "how a host with this trouble is described",
  "packages/domain/src/words/en/timeline.ts": "that it was confirmed",
  "packages/domain/src/words/nl/timeline.ts": "that it was confirmed",
  "packages/domain/src/words/en/verdict.ts": "what the page says",
  "packages/domain/src/words/en/ready-mails.ts": "what mails say",
  "packages/domain/src/words/nl/ready-mails.ts": "what mails say",
  "packages/domain/src/words/nl/verdict.ts": "what the page says",
  "packages/services/src/check/confirm-connection.ts": "what is remembered of a confirmation",
};

test("the compiler names every file that lacks the texts or the rules of a new verdict kind", async () => {
  const errors: string[] = [];
  for (const program of [".", "packages/domain", "apps/console", "e2e"])
    errors.push(...(await listErrors(program)));
  expect([...new Set(errors)].toSorted()).toEqual(Object.keys(needed).toSorted());
}, 400_000);
