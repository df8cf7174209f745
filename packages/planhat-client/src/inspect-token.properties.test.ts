import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspectToken } from "./inspect-token.ts";
import {
  anyToken,
  dressing,
  encoding,
  ending,
  label,
  mutation,
  type Mutate,
  printableToken,
  randomToken,
  repeating,
  syntax,
  wrapping,
} from "./testing/pastes.ts";

const runs = { numRuns: 10_000 };
const apply = (token: string, how: readonly Mutate[]): string =>
  how.reduce((text, mutate) => mutate(text), token);

/** The three characters of tokens that a percent encoder encodes. */
const withSigns = fc
  .tuple(randomToken, fc.constantFrom("", "=", "=="), fc.constantFrom("", "+", "/"))
  .map(([token, padding, sign]) => token.slice(0, 20) + sign + token.slice(20) + padding);

describe("inspectToken, whatever is pasted", () => {
  it("recovers the token from any mix of the ways people copy, and a second cleaning changes nothing", () => {
    fc.assert(
      fc.property(
        anyToken,
        encoding,
        wrapping,
        fc.array(mutation, { maxLength: 4 }),
        (token, encode, wrap, how) => {
          const paste = apply(wrap(encode(token)), how);
          const result = inspectToken(paste);
          expect(result.token).toBe(token);
          expect(inspectToken(token)).toMatchObject({ token, changes: [], problem: null });
        },
      ),
      runs,
    );
  });

  it("removes the text around a token and reports it, or offers choices", () => {
    const optional = (layer: fc.Arbitrary<Mutate>) => fc.option(layer, { nil: undefined });
    fc.assert(
      fc.property(
        withSigns,
        fc.tuple(optional(syntax), label, optional(ending), optional(mutation)),
        (token, layers) => {
          const paste = apply(
            token,
            layers.filter((layer) => layer !== undefined),
          );
          const { token: found, changes, problem } = inspectToken(paste);
          if (problem === null) expect(found).toBe(token);
          else expect(["several", "prose"]).toContain(problem.what);
          expect(problem !== null || changes.length > 0).toBe(true);
        },
      ),
      runs,
    );
  });

  it("removes each single kind of text around a token", () => {
    fc.assert(
      fc.property(withSigns, fc.oneof(dressing, mutation, repeating), (token, dress) => {
        expect(inspectToken(dress(token))).toMatchObject({ token, problem: null });
      }),
      runs,
    );
  });

  it("takes a token that was pasted twice once, and reports it", () => {
    fc.assert(
      fc.property(withSigns, repeating, (token, repeat) => {
        const { token: found, changes } = inspectToken(repeat(token));
        expect(found).toBe(token);
        expect(changes).toContain("doubled");
      }),
      runs,
    );
  });

  it("offers two different tokens as choices, and accepts neither", () => {
    fc.assert(
      fc.property(
        withSigns,
        withSigns,
        fc.constantFrom(" ", "\n", "\r\n\r\n", "\n\t"),
        fc.option(dressing, { nil: undefined }),
        (one, other, between, dress) => {
          fc.pre(one !== other);
          const { token, problem } = inspectToken((dress?.(one) ?? one) + between + other);
          expect(token).toBeNull();
          expect(problem?.what).toBe("several");
          if (dress === undefined)
            expect(problem?.choices).toEqual(expect.arrayContaining([one, other]));
        },
      ),
      runs,
    );
  });

  it("undoes a percent encoding", () => {
    fc.assert(
      fc.property(withSigns, fc.constantFrom("", "Bearer "), (token, scheme) => {
        expect(inspectToken(encodeURIComponent(scheme + token)).token).toBe(token);
      }),
      runs,
    );
  });

  it("recognises a cut token: it refuses an ellipsis, which no token has, and warns of dots", () => {
    fc.assert(
      fc.property(
        randomToken,
        fc.nat(),
        fc.constantFrom("…", "...", ".."),
        fc.array(mutation, { maxLength: 1 }),
        (token, at, dots, how) => {
          const kept = token.slice(0, 12 + (at % (token.length - 12)));
          const { problem, warnings } = inspectToken(apply(kept + dots, how));
          if (problem === null) expect(warnings).toContain("cut");
          else expect(problem.kind).toBe("malformed");
        },
      ),
      runs,
    );
  });

  it("accepts every token of printable characters unchanged", () => {
    fc.assert(
      fc.property(printableToken, (token) => {
        expect(inspectToken(token)).toMatchObject({ token, changes: [], problem: null });
      }),
      runs,
    );
  });

  it("returns a defect or a token if a paste is cut or broken, and warns of a short token", () => {
    const breaking = fc.oneof(
      fc.nat().map(
        (at): Mutate =>
          (t) =>
            t.slice(0, at % t.length),
      ),
      fc.nat().map(
        (at): Mutate =>
          (t) =>
            `${t.slice(0, at % t.length)}\u0007${t}`,
      ),
      fc.constant<Mutate>((t) => "\u2022".repeat(t.length)),
    );
    fc.assert(
      fc.property(anyToken, breaking, fc.array(mutation, { maxLength: 2 }), (token, cut, how) => {
        const { token: found, problem, warnings } = inspectToken(apply(cut(token), how));
        expect(found === null).toBe(problem !== null);
        if (found !== null && found.length < 32) expect(warnings).toContain("short");
      }),
      runs,
    );
  });

  it("never throws, returns either a token or a defect, and a second cleaning changes nothing", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc
        .tuple(fc.string({ maxLength: 40 }), fc.array(fc.oneof(dressing, repeating, mutation)))
        .map(([text, how]) => apply(text, how.slice(0, 4))),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const { token, problem } = inspectToken(text);
        expect(token === null).toBe(problem !== null);
        if (token !== null) expect(inspectToken(token)).toMatchObject({ token, changes: [] });
      }),
      runs,
    );
  });
});
