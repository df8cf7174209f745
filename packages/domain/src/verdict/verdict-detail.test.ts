import { describe, expect, it } from "vitest";
import { explainVerdict } from "../words/verdict.ts";
import { destroysCandidate, isUncertainRejection } from "./verdict.ts";
import { spellPasteWarning, splitPasteWarning } from "./verdict-detail.ts";

const rejected = { kind: "token_rejected", models: [] } as const;

describe("what spoke against a rejected token's text", () => {
  it("stands before what the hosts said, and is taken apart from it", () => {
    const detail = spellPasteWarning("cut", "rejected:api timed_out:api-eu");
    expect(splitPasteWarning(detail)).toEqual({
      warning: "cut",
      hosts: "rejected:api timed_out:api-eu",
    });
    expect(splitPasteWarning(spellPasteWarning("jwt"))).toEqual({ warning: "jwt", hosts: "" });
    expect(splitPasteWarning("rejected:api")).toEqual({ hosts: "rejected:api" });
  });

  it("changes nothing about whether the token is worthless: the hosts alone decide that", () => {
    const everywhere = { ...rejected, detail: spellPasteWarning("cut") };
    expect(destroysCandidate(everywhere)).toBe(true);
    const silent = spellPasteWarning("cut", "rejected:api timed_out:api-eu");
    expect(isUncertainRejection({ ...rejected, detail: silent })).toBe(true);
  });

  it("is said before the rest", () => {
    const { explanation } = explainVerdict({ ...rejected, detail: spellPasteWarning("cut") }, "en");
    expect(explanation).toMatch(/^It has dots as if a part were left out.*\. Every Planhat region/);
  });
});
