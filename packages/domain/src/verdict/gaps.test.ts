import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareIdentities } from "../connection/identity.ts";
import { defaultPlan } from "../plan/models.ts";
import type { Gap, ProbeObservations } from "./gaps.ts";
import { describeGap } from "./gap-detail.ts";
import { findGaps, isAcceptedGap, judgeUnseen, listOpenGaps } from "./gaps.ts";

const idOf = (n: number): string => n.toString(16).padStart(24, "0");
const companies = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ _id: idOf(from + n), name: `Company ${n}` }));
const ids = (count: number): string[] => companies(count).map(({ _id }) => _id);

/**
 * Observations with two lists. The lean list has `count` companies. The model's list has the companies for which
 * `isShown` is true, up to a hundred.
 */
function see(
  count: number,
  isShown: (n: number) => boolean,
  rest: Partial<ProbeObservations> = {},
): ProbeObservations {
  const shown = companies(count).filter((_, n) => isShown(n));
  return {
    everyCompany: ids(count),
    samples: { company: { rows: shown.slice(0, 100), isWhole: shown.length < 100 } },
    ...rest,
  };
}

describe("findGaps", () => {
  it("finds nothing if everything is shown, whatever the size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), (count) => {
        expect(
          findGaps(
            see(count, () => true),
            count,
          ),
        ).toEqual([]);
      }),
    );
  });

  it("finds a whole list that lacks companies of the lean list", () => {
    expect(
      findGaps(
        see(50, (n) => n % 5 === 0),
        null,
      ),
    ).toEqual([{ model: "company", kind: "listed_less", seen: 10, of: 50 }]);
  });

  it("finds missing companies from the first rows of a long list", () => {
    const [gap] = findGaps(
      see(1_480, (n) => n % 3 === 0),
      null,
    );
    expect(gap).toEqual({ model: "company", kind: "listed_less", seen: 100, of: 298 });
  });

  it("does not report a single missing company, which may have just been added or deleted", () => {
    expect(
      findGaps(
        see(50, (n) => n !== 49),
        null,
      ),
    ).toEqual([]);
  });

  it("treats companies that both lists lack as deleted, however many", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.nat(100_000), (count, more) => {
        const after = see(count, () => true);
        expect(findGaps(after, count + more)).toEqual([]);
      }),
    );
  });

  it("counts a company as shown if the list has it, even if the lean list does not", () => {
    const rows = companies(30).map(({ _id }) => ({ _id, companyId: _id }));
    const observed = see(30, () => true, { everyCompany: ids(10) });
    const enduser = { rows, isWhole: true };
    expect(findGaps({ ...observed, samples: { ...observed.samples, enduser } }, null)).toEqual([]);
  });

  it("finds that far fewer companies are shown than before, if no lean list was read", () => {
    const shown = (count: number): ProbeObservations => ({
      everyCompany: null,
      samples: { company: { rows: companies(count), isWhole: true } },
    });
    expect(findGaps(shown(31), 148)).toEqual([
      { model: "company", kind: "fewer_than_before", seen: 31, of: 148 },
    ]);
    expect(findGaps(shown(90), 100)).toEqual([]);
    expect(findGaps(shown(2), 4)).toEqual([]);
    // A list that was not read to its end is not counted.
    const cut: ProbeObservations = {
      everyCompany: null,
      samples: { company: { rows: companies(31), isWhole: false } },
    };
    expect(findGaps(cut, 148)).toEqual([]);
  });

  it("concludes nothing from the last row of an unsorted list", () => {
    const shuffled = companies(196).toSorted((a, b) =>
      (a._id.at(-1) ?? "").localeCompare(b._id.at(-1) ?? ""),
    );
    const observed = (rows: typeof shuffled): ProbeObservations => ({
      everyCompany: ids(196),
      samples: { company: { rows, isWhole: false } },
    });
    expect(findGaps(observed(shuffled.slice(0, 100)), null)).toEqual([]);
    // A few rows can be in order by chance.
    expect(
      findGaps(
        observed([companies(196)[3], companies(196)[90]].filter((row) => row !== undefined)),
        null,
      ),
    ).toEqual([]);
  });

  it("compares a short page only up to its last row, unless it is proven to be the end", () => {
    const page = companies(196).slice(0, 50);
    const sample = { rows: page, isWhole: false };
    expect(findGaps({ everyCompany: ids(196), samples: { company: sample } }, null)).toEqual([]);
    const cut = { rows: companies(196).filter((_, n) => n % 4 === 0), isWhole: false };
    expect(findGaps({ everyCompany: ids(196), samples: { company: cut } }, null)).toEqual([
      { model: "company", kind: "listed_less", seen: 49, of: 193 },
    ]);
    // The list was read to its proven end, so every other company is not shown.
    const ended = { rows: page, isWhole: true };
    expect(findGaps({ everyCompany: ids(196), samples: { company: ended } }, null)).toEqual([
      { model: "company", kind: "listed_less", seen: 50, of: 196 },
    ]);
  });

  it("finds that no company or no end user is shown, and that companies are hidden if the lean list has some", () => {
    const none = { rows: [], isWhole: true };
    const nothing = { model: "company", kind: "none_shown", seen: 0, of: 0 };
    for (const everyCompany of [[], null])
      expect(findGaps({ everyCompany, samples: { company: none } }, null)).toEqual([nothing]);
    expect(findGaps({ everyCompany: ids(1), samples: { company: none } }, null)).toEqual([
      { ...nothing, kind: "listed_less", of: 1 },
    ]);
    const observed = see(9, () => true);
    expect(findGaps({ ...observed, samples: { ...observed.samples, enduser: none } }, 9)).toEqual([
      { ...nothing, model: "enduser" },
    ]);
  });

  it("finds end users that belong to companies that are not shown", () => {
    const rows = Array.from({ length: 100 }, (_, n) => ({
      _id: idOf(9_000 + n),
      companyId: n < 12 ? idOf(5_000 + n) : idOf(n % 40),
    }));
    const observed = see(40, () => true);
    expect(
      findGaps(
        { ...observed, samples: { ...observed.samples, enduser: { rows, isWhole: false } } },
        40,
      ),
    ).toEqual([{ model: "enduser", kind: "unseen_companies", seen: 88, of: 100 }]);
  });

  it("finds a field that Planhat always fills and that no record has; a reference may be an object", () => {
    const rows = ids(10).map((_id) => ({ _id }));
    const hidden: ProbeObservations = {
      everyCompany: null,
      samples: { company: { rows, isWhole: true } },
    };
    expect(findGaps(hidden, null)).toEqual([
      { model: "company", kind: "empty_field", seen: 0, of: 10, field: "name" },
    ]);
    const linked = ids(10).map((_id) => ({ _id, companyId: { _id: idOf(1) } }));
    const observed = see(10, () => true);
    expect(
      findGaps(
        { ...observed, samples: { ...observed.samples, enduser: { rows: linked, isWhole: true } } },
        null,
      ),
    ).toEqual([]);
  });

  it("concludes nothing if the lean list could not be read", () => {
    const observed = { ...see(50, (n) => n % 5 === 0), everyCompany: null };
    expect(findGaps(observed, null)).toEqual([]);
  });
});

describe("a gap that a person accepted", () => {
  const gap: Gap = { model: "company", kind: "fewer_than_before", seen: 312, of: 1_480 };

  it("is not reported again until it has grown a lot", () => {
    expect(isAcceptedGap(gap, [gap])).toBe(true);
    expect(isAcceptedGap({ ...gap, seen: 300 }, [gap])).toBe(true);
    expect(isAcceptedGap({ ...gap, seen: 100 }, [gap])).toBe(false);
    expect(listOpenGaps([gap], defaultPlan, [gap])).toEqual([]);
    expect(listOpenGaps([gap], defaultPlan, [])).toEqual([gap]);
  });

  it("is compared by its share if the samples differ in size", () => {
    const counted: Gap = { model: "enduser", kind: "unseen_companies", seen: 9_000, of: 10_000 };
    expect(isAcceptedGap({ ...counted, seen: 88, of: 100 }, [counted])).toBe(true);
    expect(isAcceptedGap({ ...counted, seen: 50, of: 100 }, [counted])).toBe(false);
  });

  it("is not reported for models that are only wanted", () => {
    const wanted: Gap = { model: "user", kind: "empty_field", seen: 0, of: 9, field: "email" };
    expect(listOpenGaps([wanted], defaultPlan, [])).toEqual([]);
  });

  it("is described in a few words, in both languages", () => {
    expect(describeGap(gap)).toBe("Shows 312 of 1,480");
    expect(describeGap(gap, "nl")).toBe("Toont 312 van 1.480");
    const unseen = judgeUnseen(88, 100);
    expect(unseen && describeGap(unseen)).toBe("12 of 100 belong to companies that are not shown");
  });
});

describe("compareIdentities", () => {
  const some = { companyIds: ["a", "b"], userIds: ["u"] };
  it("recognises a Planhat by one company or user in common, and answers unknown if there is nothing to compare", () => {
    expect(compareIdentities(some, { companyIds: ["b", "z"], userIds: [] })).toBe("same");
    expect(compareIdentities(some, { companyIds: ["z"], userIds: ["u"] })).toBe("same");
    expect(compareIdentities(some, { companyIds: ["y", "z"], userIds: ["v"] })).toBe("different");
    expect(compareIdentities(some, { companyIds: [], userIds: [] })).toBe("unknown");
    expect(
      compareIdentities({ companyIds: ["a"], userIds: [] }, { companyIds: [], userIds: ["u"] }),
    ).toBe("unknown");
  });
});
