import type { ArchivedList } from "@churned/db/sync";
import { describe, expect, it } from "vitest";
import type { IdAnswers } from "./judge-archived.ts";
import { judgeArchived } from "./judge-archived.ts";

type State = ArchivedList["state"] | null;
const judge = (state: State, missing: number, answer?: IdAnswers) => {
  const archived = state === null ? null : { state, offset: 0, lastId: null, records: 0 };
  const pass = { model: "enduser", missing, of: 9_000 } as const;
  const answers = answer && new Map([["enduser", answer]] as const);
  return judgeArchived([{ model: "enduser", archived }], [pass], answers);
};
const never = ["ignored", "refused", "off"] as const;

describe("missing records that may be archived", () => {
  it("are asked for by id if they are few, and only those that Planhat does not have are removed", () => {
    for (const state of ["read", "failed", null, ...never] as const) {
      expect(judge(state, 50)).toMatchObject({
        ask: new Map([["enduser", { limit: 50, isSample: false }]]),
      });
      expect(
        judge(state, 50, { gone: ["a"], there: 0, unknown: 49, isSample: false }),
      ).toMatchObject({
        ask: new Map(),
        among: new Map([["enduser", ["a"]]]),
      });
    }
  });

  it("are removed if they are many, all archived ones were listed, and none of a sample still exists", () => {
    for (const state of ["read", "shown"] as const) {
      expect(judge(state, 51)).toMatchObject({
        ask: new Map([["enduser", { limit: 50, isSample: true }]]),
      });
      expect(judge(state, 51, { gone: ["a"], there: 0, unknown: 0, isSample: true })).toEqual({
        ask: new Map(),
        among: new Map(),
        passes: [{ model: "enduser", missing: 51, of: 9_000 }],
      });
      // The list of archived records was incomplete. The record that still exists has landed (was stored) in the
      // meantime.
      expect(judge(state, 5, { gone: ["a"], there: 1, unknown: 0, isSample: true })).toMatchObject({
        passes: [{ mayBeArchived: true }],
      });
      expect(judge(state, 51, { gone: ["a"], there: 0, unknown: 1, isSample: true })).toBe("later");
    }
  });

  it("wait for an operator if they are many and cannot be listed, and for the next pass if they may be", () => {
    for (const state of never)
      expect(judge(state, 51)).toMatchObject({
        ask: new Map(),
        passes: [{ mayBeArchived: true }],
      });
    for (const state of ["failed", "due", null] as const) expect(judge(state, 51)).toBe("later");
  });

  it("include no models without an archive, and no complete models", () => {
    const passes = [
      { model: "company", missing: 400, of: 9_000 },
      { model: "task", missing: 0, of: 9_000 },
    ] as const;
    expect(judgeArchived([], passes)).toEqual({ ask: new Map(), among: new Map(), passes });
    // Records of this model cannot be requested by id.
    const workflow = { model: "workflow", missing: 1, of: 90 } as const;
    expect(judgeArchived([{ model: "workflow", archived: null }], [workflow])).toBe("later");
  });
});
