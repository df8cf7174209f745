import { describe, expect, it } from "vitest";
import { explainVerdict } from "../words/verdict.ts";
import { destroysCandidate, isDoubtfulRejection } from "./verdict.ts";
import { spellPasteDoubt, splitPasteDoubt } from "./verdict-detail.ts";

const rejected = { kind: "token_rejected", models: [] } as const;

describe("what spoke against a rejected token's text", () => {
  it("stands before what the hosts said, and is taken apart from it", () => {
    const detail = spellPasteDoubt("cut", "rejected:api timed_out:api-eu");
    expect(splitPasteDoubt(detail)).toEqual({
      doubt: "cut",
      hosts: "rejected:api timed_out:api-eu",
    });
    expect(splitPasteDoubt(spellPasteDoubt("jwt"))).toEqual({ doubt: "jwt", hosts: "" });
    expect(splitPasteDoubt("rejected:api")).toEqual({ hosts: "rejected:api" });
  });

  it("changes nothing about whether the token is worthless: the hosts alone decide that", () => {
    const everywhere = { ...rejected, detail: spellPasteDoubt("cut") };
    expect(destroysCandidate(everywhere)).toBe(true);
    const silent = spellPasteDoubt("cut", "rejected:api timed_out:api-eu");
    expect(isDoubtfulRejection({ ...rejected, detail: silent })).toBe(true);
  });

  it("is said before the rest", () => {
    const { explanation } = explainVerdict({ ...rejected, detail: spellPasteDoubt("cut") }, "en");
    expect(explanation).toMatch(/^It has dots as if a part were left out.*\. Every Planhat region/);
  });
});
