import type { VerdictKind } from "@churned/domain/verdict";
import { destroysToken } from "@churned/domain/verdict";
import { expect, test } from "vitest";
import type { Check } from "../../../api/types.ts";
import { findTelling } from "./telling-check.ts";

const make = (id: string, trigger: Check["trigger"], kind: VerdictKind | null) => ({
  id,
  trigger,
  state: "done" as const,
  verdict:
    kind === null
      ? null
      : {
          kind,
          title: "",
          explanation: "",
          remedy: [],
          remedyIn: { classic: [], new: [] },
          audience: "customer" as const,
          destroysToken: destroysToken({ kind }),
          models: [],
        },
});

test("skips checks of a destroyed token while another token works", () => {
  const checks = [make("new", "save", "token_rejected"), make("old", "scheduled", "connected")];
  expect(findTelling(checks, "connected")?.id).toBe("old");
  expect(findTelling(checks, "awaiting_token")?.id).toBe("new");
});

test("skips checks of a replaced token and superseded checks", () => {
  const checks = [
    make("retired", "rotation", "token_rejected"),
    make("overtaken", "save", null),
    make("told", "save", "missing_permissions"),
  ];
  expect(findTelling(checks, "needs_customer")?.id).toBe("told");
});

test("shows a running test before all others", () => {
  const running = { ...make("running", "manual", null), state: "running" as const };
  expect(findTelling([running, make("old", "save", "connected")], "connected")?.id).toBe("running");
});
