import { expect, test } from "vitest";
import { languages } from "../shared/language.ts";
import type { HeldModel } from "../sync/held-deletions.ts";
import { mayRemove } from "../sync/held-deletions.ts";
import { askAboutMissing, describeMissing } from "./missing-records.ts";
import { writeMissingMail, writeMissingSupportText } from "../words/ready-mails.ts";

const company = (missing: number, of: number): HeldModel => ({ model: "company", missing, of });
const enduser = (missing: number, of: number): HeldModel => ({ model: "enduser", missing, of });

test.each([
  [[company(0, 0)], true],
  [[company(20, 25)], true],
  [[company(21, 25)], false],
  [[company(21, 210)], false],
  [[company(21, 211)], true],
  [[company(99_999, 1_000_000)], true],
  [[company(100_000, 1_000_000)], false],
  // If all records of a model are missing, an operator is asked, even if the model had only a few records.
  [[company(1, 1)], false],
  [[company(5, 5)], false],
  // The models are judged together: a few missing records are removed only if no other model lacks most of its records.
  [[company(3, 100), enduser(900, 1_000)], false],
  [[company(3, 100), enduser(9, 1_000)], true],
  // A missing company that Planhat still has is hidden from the token, and so are the records that belong to the
  // company.
  [[{ ...company(3, 100), hidden: 1 }, enduser(9, 1_000)], false],
] as const)("%j may be removed without asking an operator: %s", (models, may) => {
  expect(mayRemove(models)).toBe(may);
});

test("the question names the numbers and the possible reasons, in every language", () => {
  const models = [company(1_400, 1_480), enduser(7, 7)];
  expect(askAboutMissing(models)).toBe(
    "Planhat shows nothing where there were records. Missing: 1,400 of 1,480 in Company, 7 of 7 in End User. They may have been removed; or the token may see less than before, or Planhat may have answered wrongly. Nothing was removed. Remove them here too, or keep them?",
  );
  for (const language of languages) {
    const { title, explanation, remedy } = describeMissing(models, language);
    expect([title, explanation, ...remedy].every((text) => text.length > 10)).toBe(true);
    expect(remedy.join(" ")).toMatch(/1[.,]400/);
  }
});

test("the texts for the customer and for Planhat's support name the numbers", () => {
  const models = [company(1_400, 1_480), enduser(7, 7)];
  for (const language of languages) {
    const link = "https://churned.example/planhat";
    const which = { connectionName: "Globex's Planhat", lastFour: "3fKt" };
    const about = { language, names: ["Ada"], tenantName: "Globex", link, ...which };
    const mail = writeMissingMail(models, about);
    for (const part of ["Ada", "Globex", "Company", "End User", link, "\n1. ", "\n2. "])
      expect(mail.body).toContain(part);
    expect(mail.body).toMatch(/1[.,]400/);
    const text = writeMissingSupportText(models, about);
    expect(text).toContain("3fKt");
    expect(text).toMatch(/1[.,]400/);
  }
});
