import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comeBackMs, countGoodSweeps, delayToNextSweepMs } from "./sweeps.ts";
import { findCauses, findLoneUnreachable, type HostObservations } from "./find-causes.ts";
import { isBelieved, type CrossCheck } from "./believe-refusal.ts";
import { failingMin, goodSweepsToClose } from "./limits.ts";

const minuteMs = 60_000;
const observed = (
  host: string | null,
  failing: HostObservations["failing"] = {},
  working = 0,
  refused: HostObservations["refused"] = {},
  accepted = 0,
): HostObservations => ({ host, failing, working, refused, accepted });

describe("findCauses", () => {
  it.each<[string, HostObservations[], object[]]>([
    ["nothing fails", [observed("api", {}, 40)], []],
    ["two fail, which may be a coincidence", [observed("api", { planhat_down: 2 })], []],
    [
      "one host answers 5xx: theirs",
      [observed("api", { planhat_down: 3 }, 1), observed("api-eu", {}, 9)],
      [{ fault: "theirs", host: "api", kind: "planhat_down" }],
    ],
    [
      "one host cannot be reached and another can: theirs",
      [observed("api", { unreachable: 30 }), observed("api-eu", {}, 2)],
      [{ fault: "theirs", host: "api", kind: "unreachable" }],
    ],
    [
      "no host that was called can be reached: ours",
      [observed("api", { unreachable: 3 }), observed("api-eu", { unreachable: 1 })],
      [{ fault: "ours", host: null, kind: "unreachable" }],
    ],
    [
      "the only host that was called cannot be reached: theirs, as far as we know",
      [observed("api", { unreachable: 5 })],
      [{ fault: "theirs", host: "api", kind: "unreachable" }],
    ],
    [
      "every host answers 5xx: theirs, each",
      [observed("api", { planhat_down: 3 }), observed("api-eu", { planhat_down: 4 })],
      [
        { fault: "theirs", host: "api", kind: "planhat_down" },
        { fault: "theirs", host: "api-eu", kind: "planhat_down" },
      ],
    ],
    [
      "three fail among many that work: no incident",
      [observed("api", { planhat_down: 3 }, 40)],
      [],
    ],
    [
      "one host refuses every token: theirs",
      [
        observed("api", {}, 5, { token_rejected: 4, missing_permissions: 1 }),
        observed("api-eu", {}, 2, {}, 2),
      ],
      [{ fault: "theirs", host: "api", kind: "token_rejected" }],
    ],
    [
      "a few tokens are refused together, and the host accepts others: no incident",
      [observed("api", {}, 20, { token_rejected: 5 }, 6)],
      [],
    ],
    [
      "few tokens are refused, which people may have removed together: no incident",
      [observed("api", {}, 0, { token_rejected: 4 })],
      [],
    ],
    [
      "a host fails for most and refuses the others: theirs, as an outage",
      [observed("api", { planhat_down: 9 }, 5, { token_rejected: 5 })],
      [{ fault: "theirs", host: "api", kind: "planhat_down" }],
    ],
    [
      "checks end in an error of our own: ours",
      [observed(null, { our_fault: 3 }, 1), observed("api", {}, 1)],
      [{ fault: "ours", host: null, kind: "our_fault" }],
    ],
  ])("%s", (_name, observations, causes) => {
    expect(findCauses(observations)).toEqual(causes);
  });

  it("blames the host if other hosts can be reached, and our network if they cannot", () => {
    const only = [observed("api", { unreachable: 5 }, 1)];
    expect(findLoneUnreachable(only)).toBe("api");
    expect(findCauses(only, true)).toEqual([{ fault: "theirs", host: "api", kind: "unreachable" }]);
    expect(findCauses(only, false)).toEqual([{ fault: "ours", host: null, kind: "unreachable" }]);
  });

  it.each<[string, HostObservations[]]>([
    ["too few fail", [observed("api", { unreachable: 2 })]],
    ["it answers with errors", [observed("api", { planhat_down: 5, unreachable: 1 })]],
    ["another host answers", [observed("api", { unreachable: 5 }), observed("api-eu", {}, 1)]],
    [
      "another host fails too",
      [observed("api", { unreachable: 5 }), observed("api-eu", { unreachable: 1 })],
    ],
    ["no check called a host", [observed(null, { our_fault: 5 })]],
  ])("does not try the other hosts if %s", (_name, observations) => {
    expect(findLoneUnreachable(observations)).toBeUndefined();
  });

  it("never blames a host that answers most connections, or that fails for only a few", () => {
    const anyObservation = fc.record({
      host: fc.constantFrom("api", "api-eu", "api-us2"),
      failing: fc.record({ planhat_down: fc.nat(9), unreachable: fc.nat(9) }),
      working: fc.nat(20),
      refused: fc.constant({}),
      accepted: fc.constant(0),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anyObservation, { selector: ({ host }) => host, maxLength: 3 }),
        (observations) => {
          const causes = findCauses(observations);
          expect(new Set(causes.map(({ host }) => host)).size).toBe(causes.length);
          for (const { host } of causes.filter(({ fault }) => fault === "theirs")) {
            const blamed = observations.find((one) => one.host === host);
            const failing =
              (blamed?.failing.planhat_down ?? 0) + (blamed?.failing.unreachable ?? 0);
            expect(failing).toBeGreaterThanOrEqual(Math.max(failingMin, blamed?.working ?? 0));
          }
        },
      ),
    );
  });
});

it("believes a refusal if the host accepts others, if there is no other to ask, and after a long time outside incidents", () => {
  const believes = (crossCheck: CrossCheck, minutes: number, inIncident = false): boolean =>
    isBelieved({ crossCheck, ageMs: minutes * minuteMs, inIncident });
  expect(believes("accepted", 2)).toBe(true);
  expect(believes("none", 2)).toBe(true);
  expect(believes("sought", 2)).toBe(false);
  expect(believes("sought", 30)).toBe(true);
  expect(believes("sought", 300, true)).toBe(false);
  expect(believes("accepted", 300, true)).toBe(true);
});

describe("the sweeps of an incident", () => {
  it("close it only after several good sweeps in a row", () => {
    let good = 0;
    for (const result of [
      { failing: 2, working: 0 },
      { failing: 0, working: 2 },
      { failing: 1, working: 0 },
      { failing: 0, working: 1 },
    ])
      good = countGoodSweeps(good, result);
    expect(good).toBeLessThan(goodSweepsToClose);
    expect(countGoodSweeps(good, { failing: 1, working: 1 })).toBe(goodSweepsToClose);
  });

  it("decide nothing if no connection was checked", () => {
    expect(countGoodSweeps(1, { failing: 0, working: 0 })).toBe(1);
  });

  it("follow after a fifth of its age, and soon after a good sweep", () => {
    const delay = (ageMs: number, goodSweeps = 0): number =>
      delayToNextSweepMs({ ageMs, goodSweeps, random: 0.5 });
    expect(delay(0)).toBe(30_000);
    expect(delay(20 * minuteMs)).toBe(4 * minuteMs);
    expect(delay(24 * 60 * minuteMs)).toBe(30 * minuteMs);
    expect(delay(20 * minuteMs, 1)).toBe(15_000);
  });
});

it("spreads the resumed checks over at least a minute and at most half an hour", () => {
  expect(comeBackMs(3)).toBe(minuteMs);
  expect(comeBackMs(1_500)).toBe(5 * minuteMs);
  expect(comeBackMs(1_000_000)).toBe(30 * minuteMs);
});
