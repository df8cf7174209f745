import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { createLeakSearch } from "./leak-search.ts";

const secret = "Zm-9_kQ7+x/PtW3=hV8cR2yLdN5uB0aE.1oJ6sGfTi4MqXwHzKp";
const search = createLeakSearch([secret]);
const folder = mkdtempSync(join(tmpdir(), "leak-search-"));
afterAll(() => rmSync(folder, { recursive: true }));

function around(text: string | Buffer): Buffer {
  return Buffer.concat([randomBytes(100), Buffer.from(text), randomBytes(100)]);
}

const forms = (bytes: Buffer): string[] => search.inBytes("memory", bytes).map(({ form }) => form);

describe("finds the secret", () => {
  test.each([
    ["as is", secret],
    ["URL-encoded", encodeURIComponent(secret)],
    ["URL-encoded", encodeURIComponent(secret).toLowerCase()],
    ["hex", Buffer.from(secret).toString("hex")],
    ["hex", Buffer.from(secret).toString("hex").toUpperCase()],
    ["UTF-16", Buffer.from(secret, "utf16le")],
    ["UTF-16", Buffer.from(secret, "utf16le").swap16()],
  ])("%s", (form, text) => {
    expect(forms(around(text))).toContain(form);
  });

  test.each(["", "x", "xy", "xyz", "Bearer "])("in base64 after %j", (before) => {
    for (const after of ["", "!", "!!"]) {
      const whole = Buffer.from(`${before}${secret}${after}`);
      expect(forms(around(whole.toString("base64")))).toContain("base64");
      expect(forms(around(whole.toString("base64url")))).toContain("base64");
    }
  });

  test("in pieces, as pglz leaves it: a control byte before every eight characters", () => {
    const pieces = secret.match(/.{1,8}/g)?.map((piece) => `\0${piece}`) ?? [];
    expect(forms(around(pieces.join("")))).toEqual(["pieces"]);
  });

  test("when only its first half was printed", () => {
    expect(forms(around(secret.slice(0, 20)))).toEqual(["pieces"]);
  });
});

test("does not take random bytes, the last four characters or another secret for it", () => {
  const other = `${randomBytes(64).toString("base64url")}${secret.slice(-4)}`;
  expect(
    forms(Buffer.concat([randomBytes(4 << 20), Buffer.from(`…${secret.slice(-4)} ${other}`)])),
  ).toEqual([]);
});

test("finds a secret that crosses the border of two reads", async () => {
  const path = join(folder, "border");
  for (const cut of [1, 20, secret.length - 1]) {
    writeFileSync(path, Buffer.concat([Buffer.alloc((1 << 20) - cut), Buffer.from(secret)]));
    const found = await search.inFile(path);
    expect(
      found.map(({ form }) => form),
      `cut after ${cut}`,
    ).toContain("as is");
  }
});

test("searches every file below a folder and reports how much it searched", async () => {
  const deep = join(folder, "tree", "a", "b");
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(folder, "tree", "clean"), "nothing here");
  writeFileSync(join(deep, "dirty"), secret);
  const report = await search.below(join(folder, "tree"));
  expect(report.files).toBe(2);
  expect(report.bytes).toBe(12 + secret.length);
  expect(report.leaks).toContainEqual({ where: join(deep, "dirty"), form: "as is", secret: 0 });
  expect(report.leaks.every(({ where }) => where === join(deep, "dirty"))).toBe(true);
});

test("reports which of several secrets it found", () => {
  const others = [0, 1].map(() => randomBytes(48).toString("base64url"));
  const several = createLeakSearch([others[0] ?? "", secret, others[1] ?? ""]);
  const found = several.inBytes("memory", around(encodeURIComponent(secret)));
  expect(found).toContainEqual({ where: "memory", form: "URL-encoded", secret: 1 });
  expect(new Set(found.map((leak) => leak.secret))).toEqual(new Set([1]));
});

test("treats a deleted file as clean, and refuses a secret that is short enough to match by chance", async () => {
  expect(await search.inFile(join(folder, "gone"))).toEqual([]);
  expect(() => createLeakSearch(["short"])).toThrow("24 characters");
});
