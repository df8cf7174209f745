import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rootFolder } from "./launch/settings.ts";

const folder = join(rootFolder, "apps/console/src");
/** The folder of the stylesheets that may style any element of the console. */
const base = "ui/styles/";

/** The selectors of a stylesheet's rules. Nested rules are left out, because their outer rule already limits them. */
function listSelectors(css: string): string[] {
  const found: string[] = [];
  const open: ("rule" | "at-rule")[] = [];
  let text = "";
  for (const character of css.replaceAll(/\/\*.*?\*\//gs, "")) {
    if (character === "{") {
      const head = text.trim();
      const isAtRule = head.startsWith("@");
      // The steps of an animation are not selectors.
      const isStep = /^(from|to|\d+%)$/.test(head);
      if (!isAtRule && !isStep && !open.includes("rule")) found.push(...splitList(head));
      open.push(isAtRule ? "at-rule" : "rule");
      text = "";
    } else if (character === "}" || character === ";") {
      if (character === "}") open.pop();
      text = "";
    } else text += character;
  }
  return found;
}

/** Splits "a, :is(b, c) d" at its outer commas. */
function splitList(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of list) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/\[(data-[\w-]+)/g)].map(([, name = ""]) => name);
const firstNameOf = (selector: string): string | undefined =>
  namesIn(/^[^\s>+~]*/.exec(selector)?.[0] ?? "")[0];

test("a stylesheet of the console styles only elements under a class of its own", () => {
  const files = globSync("**/*.css", { cwd: folder })
    .filter((file) => !file.startsWith(base))
    .map((file) => {
      const selectors = listSelectors(readFileSync(join(folder, file), "utf8"));
      return { file, selectors, names: new Set(selectors.flatMap(namesIn)) };
    });
  expect(files.flatMap(({ selectors }) => selectors).length).toBeGreaterThan(500);
  const rules = files.flatMap(({ file, selectors }) => {
    const isOwn = (name: string) =>
      files.every((other) => other.file === file || !other.names.has(name));
    return selectors.map((selector) => ({
      file,
      selector,
      hasOwnName: namesIn(selector).some(isOwn),
      head: firstNameOf(selector),
    }));
  });
  // A name belongs to a stylesheet if no other stylesheet uses it. Two rules of different stylesheets may not begin
  // with the same name, unless one of them contains a name that belongs to its stylesheet.
  const shared = rules.filter(({ hasOwnName }) => !hasOwnName);
  const leaks = shared.filter(
    ({ file, head }) =>
      head === undefined || shared.some((other) => other.file !== file && other.head === head),
  );
  expect(leaks.map(({ file, selector }) => `${file}: ${selector}`)).toEqual([]);
});
