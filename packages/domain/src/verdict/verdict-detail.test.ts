import { describe, expect, it } from "vitest";
import { explainVerdict } from "../words/verdict.ts";
import { destroysToken, isUncertainRejection } from "./verdict.ts";
import { formatPasteWarning, splitPasteWarning } from "./verdict-detail.ts";

const rejected = { kind: "token_rejected", models: [] } as const;

describe("the paste warning of a rejected token", () => {
  it("precedes the answers of the hosts in the detail, and can be separated from them", () => {
    const detail = formatPasteWarning("cut", "rejected:api timed_out:api-eu");
    expect(splitPasteWarning(detail)).toEqual({
      warning: "cut",
      hosts: "rejected:api timed_out:api-eu",
    });
    expect(splitPasteWarning(formatPasteWarning("jwt"))).toEqual({ warning: "jwt", hosts: "" });
    expect(splitPasteWarning("rejected:api")).toEqual({ hosts: "rejected:api" });
  });

  it("does not affect whether the token is destroyed: only the hosts' answers do", () => {
    const everywhere = { ...rejected, detail: formatPasteWarning("cut") };
    expect(destroysToken(everywhere)).toBe(true);
    const silent = formatPasteWarning("cut", "rejected:api timed_out:api-eu");
    expect(isUncertainRejection({ ...rejected, detail: silent })).toBe(true);
  });

  it("comes first in the explanation", () => {
    const { explanation } = explainVerdict(
      { ...rejected, detail: formatPasteWarning("cut") },
      "en",
    );
    expect(explanation).toMatch(/^It has dots as if a part were left out.*\. Every Planhat region/);
  });
});
