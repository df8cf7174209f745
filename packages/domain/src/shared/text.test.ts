import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutLine, cutText, repairText } from "./text.ts";

const family = "👩‍👩‍👧‍👦";
/** Any code units, including code units that break when text is cut, or that PostgreSQL or a terminal cannot handle. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\u0000",
        "\uD83D",
        "\uDE00",
        "😀",
        family,
        "e\u0301\u0302",
        "\u001B[2J",
        "\n",
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));

describe("text from outside", () => {
  it("becomes text that PostgreSQL can store, and stays unchanged if it already is", () => {
    expect(repairText("a\u0000b\uD83Dc\uDE00d😀")).toBe("a\uFFFDb\uFFFDc\uFFFDd😀");
    fc.assert(
      fc.property(anyText, (text) => {
        const repaired = repairText(text);
        expect(repaired.isWellFormed() && !repaired.includes("\u0000")).toBe(true);
        expect(repaired).toHaveLength(text.length);
        expect(repairText(repaired)).toBe(repaired);
      }),
    );
  });

  it("is cut between graphemes, and ends in an ellipsis if it was cut", () => {
    expect(cutText(`${"x".repeat(118)}😀`, 120)).toBe(`${"x".repeat(118)}😀`);
    expect(cutText(`${"x".repeat(119)}😀`, 120)).toBe(`${"x".repeat(119)}…`);
    expect(cutText(`${"x".repeat(118)}😀y`, 120)).toBe(`${"x".repeat(118)}…`);
    expect(cutText(`ab${family}cd`, 9)).toBe("ab…");
    expect(cutText("e\u0301".repeat(10), 6)).toBe("e\u0301e\u0301…");
    // A single grapheme (what a reader sees as one character) can have any length, but the result must still be
    // bounded.
    expect(cutText(`z${"\u0301".repeat(5_000)}`, 10)).toBe(`z${"\u0301".repeat(8)}…`);
    expect(cutText("😀".repeat(3), 2)).toBe("…");
  });

  it("is never longer than asked for, contains no half of a surrogate pair, and begins like the original", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 60 }), (text, most) => {
        for (const cut of [cutText(text, most), cutLine(text, most)]) {
          expect(cut.length).toBeLessThanOrEqual(most);
          expect(repairText(cut)).toBe(cut);
        }
        const kept = cutText(text, most).replace(/…$/, "");
        expect(repairText(text).startsWith(kept)).toBe(true);
        expect(cutLine(text, most)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
