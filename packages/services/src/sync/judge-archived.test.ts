import type { ArchivedList } from "@churned/db";
import { describe, expect, it } from "vitest";
import { judgeArchived } from "./judge-archived.ts";

const judge = (state: ArchivedList["state"] | null, missing: number) => {
  const archived = state === null ? null : { state, offset: 0, lastId: null, records: 0 };
  return judgeArchived(
    [{ model: "enduser", archived }],
    [{ model: "enduser", missing, of: 9_000 }],
  );
};

describe("missing records that may be archived", () => {
  it("are asked for by id where they are few, whatever the list of the archived said", () => {
    for (const state of ["read", "ignored", "refused", "failed", "off", null] as const)
      expect(judge(state, 50)).toMatchObject({ byId: ["enduser"] });
  });

  it("are removed by the lists where they are many and all archived ones were shown", () => {
    for (const state of ["read", "shown"] as const)
      expect(judge(state, 51)).toEqual({
        byId: [],
        passes: [{ model: "enduser", missing: 51, of: 9_000 }],
      });
  });

  it("wait for an operator where they are many and the archived will not be shown, and for the next pass where they may", () => {
    for (const state of ["ignored", "refused", "off"] as const)
      expect(judge(state, 51)).toMatchObject({ byId: [], passes: [{ mayBeArchived: true }] });
    for (const state of ["failed", "due", null] as const) expect(judge(state, 51)).toBe("later");
  });

  it("leave alone models that know no archive, and what is whole", () => {
    const passes = [
      { model: "company", missing: 400, of: 9_000 },
      { model: "task", missing: 0, of: 9_000 },
    ] as const;
    expect(judgeArchived([], passes)).toEqual({ byId: [], passes });
    // It cannot be asked for by id.
    const workflow = { model: "workflow", missing: 1, of: 90 } as const;
    expect(judgeArchived([{ model: "workflow", archived: null }], [workflow])).toBe("later");
  });
});
