import { nameVerdict } from "@churned/domain/words";
import { expect, test } from "vitest";
import { wordForProbe, wordForVerdict } from "./words.ts";

test("a rejection is described as certain only if it is", () => {
  expect(wordForVerdict("token_rejected")).toEqual({ tone: "bad", word: "Token rejected" });
  expect(wordForVerdict("token_rejected", true)).toEqual({
    tone: "warn",
    word: nameVerdict("token_rejected", "en", true),
  });
  expect(wordForVerdict("wrong_region", true).word).toBe("Another region");
});

test("a probe that Planhat refuses for any request names the status", () => {
  expect(wordForProbe({ outcome: "unknown", status: 402 }, true).word).toBe("refused with 402");
});
