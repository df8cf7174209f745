import * as fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { decode, modelNames } from "./index.ts";
import type { RecordOf, Reference } from "./index.ts";

const id = "5f0c2a7be4b0a1d2c3e4f506";

describe("decode", () => {
  it("reads an owner that is an id or an object, and reads an empty owner as null", () => {
    expect(decode("company", { _id: id, owner: id }).record.owner).toEqual({ id, name: null });
    expect(
      decode("company", { _id: id, owner: { _id: id, nickName: "Ann" } }).record.owner,
    ).toEqual({ id, name: "Ann" });
    const { record, oddities } = decode("company", { _id: id, owner: "", autoRenews: "" });
    expect(record).toEqual({ _id: id, owner: null, autoRenews: null });
    expect(oddities).toEqual([]);
  });

  it("reads both spellings of an NPS answer, and prefers the one that is not empty", () => {
    const first = decode("nps", { _id: id, score: 9, comment: "👍", dateAnswered: "2026-01-02" });
    const second = decode("nps", { _id: id, nps: 9, npsComment: "👍", npsDate: "2026-01-02" });
    const both = decode("nps", {
      _id: id,
      score: "",
      nps: 9,
      comment: "👍",
      npsDate: "2026-01-02",
    });
    expect(first.record).toEqual({
      _id: id,
      score: 9,
      comment: "👍",
      dateAnswered: new Date("2026-01-02"),
    });
    expect(second).toEqual(first);
    expect(both).toEqual(first);
  });

  it.each([
    ["EUR", "EUR"],
    [{ _id: id, symbol: "EUR", rate: 1, isBase: true, overrides: {}, __v: 0 }, "EUR"],
    [{ _id: id }, id],
  ])("reads a currency sent as %j", (sent, expected) => {
    expect(decode("invoice", { _id: id, currency: sent }).record.currency).toBe(expected);
  });

  it.each([
    [20_780, "2026-11-23"],
    ["20780", "2026-11-23"],
    ["2026-11-23T10:00:00.000Z", "2026-11-23"],
  ])("reads the day %j", (sent, expected) => {
    expect(decode("invoice", { _id: id, dueDate: sent }).record.dueDate).toBe(expected);
  });

  it("reads texts with commas as lists, and milliseconds as dates", () => {
    const nextTouch = Date.UTC(2026, 10, 23);
    const { record } = decode("company", {
      _id: id,
      orgPath: ",a,b,",
      followers: `,${id},`,
      nextTouch,
    });
    expect(record).toEqual({
      _id: id,
      orgPath: ["a", "b"],
      followers: [{ id, name: null }],
      nextTouch: new Date(nextTouch),
    });
  });

  it("keeps custom fields unchanged, and unknown properties in the rest", () => {
    const custom = { "Tier 🥇 (new)": ["a"], "": 1, when: "undefined" };
    const sent = {
      _id: id,
      custom,
      ...(JSON.parse('{"brandNew":[1],"__proto__":{"x":1}}') as object),
    };
    const { record, rest } = decode("company", sent);
    expect(record.custom).toEqual(custom);
    expect(Object.entries(rest)).toEqual([
      ["brandNew", [1]],
      ["__proto__", { x: 1 }],
    ]);
  });

  it("reports a value that does not fit, without the value, and keeps it in the rest", () => {
    const { record, rest, oddities } = decode("company", { name: { secret: 1 }, csmScore: "high" });
    expect(record).toEqual({ _id: "" });
    expect(rest).toEqual({ name: { secret: 1 }, csmScore: "high" });
    expect(oddities).toEqual([
      { field: "_id", expected: "text", found: "missing" },
      { field: "name", expected: "text", found: "object" },
      { field: "csmScore", expected: "number", found: "string" },
    ]);
  });

  it("never throws and loses no value that is not empty, whatever a record holds", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...modelNames),
        fc.dictionary(
          fc.constantFrom("_id", "name", "owner", "nps", "score", "dueDate", "x", "__proto__"),
          fc.jsonValue(),
        ),
        (model, sent) => {
          const { record, rest } = decode(model, sent);
          const told = Object.keys(sent).filter((key) => sent[key] !== "" && sent[key] !== null);
          const kept = new Set([...Object.keys(record), ...Object.keys(rest)]);
          if (model === "nps") for (const alias of ["nps"]) kept.add(alias);
          expect(told.filter((key) => !kept.has(key))).toEqual([]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("gives each field the type in the registry", () => {
    expectTypeOf<RecordOf<"company">["_id"]>().toEqualTypeOf<string>();
    expectTypeOf<RecordOf<"company">["name"]>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<RecordOf<"company">["owner"]>().toEqualTypeOf<Reference | null | undefined>();
    expectTypeOf<RecordOf<"enduser">["lastActive"]>().toEqualTypeOf<Date | null | undefined>();
    expectTypeOf<keyof RecordOf<"dimensiondata">>().toEqualTypeOf<
      "_id" | "dimensionId" | "time" | "value" | "model" | "parentId" | "companyId" | "companyName"
    >();
  });
});
