import { expect, test } from "vitest";
import { negotiateLanguage } from "./negotiate-language.ts";

test.each([
  [undefined, "en"],
  ["", "en"],
  ["nl", "nl"],
  ["nl-BE,nl;q=0.9,en;q=0.8", "nl"],
  ["en-GB,en;q=0.9,nl;q=0.8", "en"],
  ["de-DE,de;q=0.9,nl;q=0.4,en;q=0.3", "nl"],
  ["fr", "en"],
  ["*;q=0.5, nl;q=0.7", "nl"],
  ["nl;q=0, *", "en"],
  ["NL", "nl"],
  ["nl;q=lots", "en"],
  [";;,,;q=1", "en"],
])("%s is answered in %s", (header, language) => {
  expect(negotiateLanguage(header)).toBe(language);
});
