// Shared by all tests of a file: one stack, one browser, and the list of used tokens for the leak search at the end.
// A failed test saves pictures of its pages and the ends of all logs in test-results/.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, onTestFinished, type TestContext } from "vitest";

import { startStack, type Stack } from "../start-stack.ts";
import { launchBrowser } from "./browser.ts";
import { openPerson, type Person } from "./person.ts";
import { makeSandboxAdmin, type SandboxAdmin } from "./sandbox.ts";

/** The running product and a browser. Use its parts only inside tests. */
export interface World {
  readonly stack: Stack;
  readonly browser: Browser;
  readonly sandbox: SandboxAdmin;
  /** Every token that a test used. */
  readonly usedTokens: string[];
  /** Opens a browser for a person. The browser closes at the end of the test. */
  readonly open: (name: string, options?: BrowserContextOptions) => Promise<Person>;
}

const resultsFolder = join(import.meta.dirname, "..", "test-results");
const logLinesKept = 80;

/** Starts the stack and the browser before the tests of this file, and ends them afterwards. */
export function useWorld(): World {
  let stack: Stack | undefined;
  let browser: Browser | undefined;
  let sandbox: SandboxAdmin | undefined;
  const usedTokens: string[] = [];

  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
    sandbox = makeSandboxAdmin(stack.sandboxUrl, (token) => usedTokens.push(token));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.[Symbol.asyncDispose]();
  });

  return {
    get stack() {
      return started(stack);
    },
    get browser() {
      return started(browser);
    },
    get sandbox() {
      return started(sandbox);
    },
    usedTokens,
    open: async (name, options) => {
      const person = await openPerson(started(browser), started(stack), name, options);
      onTestFinished(async (context) => {
        if (context.task.result?.state === "fail")
          await keepEvidence(context, person, started(stack));
        await person.context.close();
      });
      return person;
    },
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("The stack is not started.");
  return part;
}

async function keepEvidence(
  { task }: TestContext,
  person: Person,
  { dataDir, output }: Stack,
): Promise<void> {
  const folder = join(resultsFolder, task.name.replaceAll(/[^\w]+/g, "-").slice(0, 60));
  mkdirSync(folder, { recursive: true });
  for (const [index, page] of person.context.pages().entries()) {
    const path = join(folder, `${person.name}-${index}.png`);
    // A crashed page gives no picture. The missing picture must not hide why the test failed.
    await page.screenshot({ path, fullPage: true }).catch(() => undefined);
  }
  const logs = readdirSync(join(dataDir, "logs")).map((name) => {
    const lines = readFileSync(join(dataDir, "logs", name), "utf8").split("\n");
    return `== ${name}\n${lines.slice(-logLinesKept).join("\n")}`;
  });
  const complaints = `== ${person.name}'s browser\n${person.complaints.join("\n")}`;
  writeFileSync(
    join(folder, `${person.name}.log`),
    [complaints, `== launcher\n${output()}`, ...logs].join("\n\n"),
  );
}
