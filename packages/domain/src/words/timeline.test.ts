import { expect, test } from "vitest";
import { describeReceipt } from "./receipt.ts";
import { describeFact } from "./timeline.ts";
import type { TimelineFact } from "../history/timeline-facts.ts";

const id = "01900000-0000-7000-8000-000000000000";
const models = [{ model: "license", missing: 1_480, of: 4_000 }] as const;

test.each<[TimelineFact, string, string]>([
  [
    { kind: "deletes_held", syncId: id, missing: models },
    "1,480 of 4,000 in License",
    "1.480 van 4.000 in License",
  ],
  [
    {
      kind: "schedule_changed",
      schedule: { incrementalEveryMinutes: 15, fullEveryMinutes: 1_440, freshWithinMinutes: 60 },
    },
    "Changes every 15 minutes, everything every day; never older than 1 hour.",
    "Veranderingen elke 15 minuten, alles elke dag; nooit ouder dan 1 uur.",
  ],
  [
    {
      kind: "plan_changed",
      changes: [
        { model: "project", from: "off", to: "required" },
        { model: "nps", from: "wanted", to: "off" },
        { model: "task", from: "wanted", to: "off" },
      ],
      reason: "Agreed.",
    },
    "Required: Project. Not read any more: NPS, Task; what has landed of it stays. Agreed.",
    "Verplicht: Project. Niet meer gelezen: NPS, Task; wat er al van is, blijft. Agreed.",
  ],
  [
    { kind: "token_destroyed", why: "expired", from: "connected", to: "awaiting_token" },
    "It waits for a token now.",
    "De verbinding wacht nu op een token.",
  ],
])("a fact is data, told in the reader's language: %j", (fact, en, nl) => {
  expect(describeFact(fact, "en").detail).toContain(en);
  expect(describeFact(fact, "nl").detail).toContain(nl);
  expect(describeFact(fact, "nl").tone).toBe(describeFact(fact, "en").tone);
});

test("an old fact that was stored as text is shown as it was stored", () => {
  const fact = { kind: "deletes_released", missing: "3 of 9 in Company", reason: "Ask." } as const;
  expect(describeFact(fact).detail).toBe("3 of 9 in Company. Ask.");
});

test("a verdict on the timeline has the words and the colour of that verdict", () => {
  const fact = { kind: "check_done", checkId: id, trigger: "save", models: [] } as const;
  const rejected = describeFact({ ...fact, verdict: "token_rejected" }, "nl");
  expect(rejected).toMatchObject({ title: "Planhat kent dit token niet", tone: "bad" });
  expect(describeFact({ ...fact, verdict: "planhat_down" }).tone).toBe("busy");
  expect(describeFact({ ...fact, verdict: "connected_partially" }).tone).toBe("warn");
});

test("a receipt says the same in both languages, and calls nothing erased before it is", () => {
  const erasing = {
    disconnectedAt: "2026-11-24T09:00:00Z",
    tokensDestroyed: [{ lastFour: "x9Qa", at: "2026-11-24T09:00:00Z" }],
    data: "erased",
    records: 5_918,
    recordsErased: 5_000,
    erasedAt: null,
    backupsExpireAt: "2026-12-29T09:00:00Z",
  } as const;
  expect(describeReceipt(erasing)[2]).toBe(
    "The landed records are being erased: 5,000 of 5,918 so far.",
  );
  expect(describeReceipt(erasing, "nl")).toEqual([
    "Het verzegelde token is vernietigd; niemand kan het nog openen.",
    "Verwijder het token ook in Planhat: alleen daar kan het worden ingetrokken.",
    "De gelezen records worden gewist: 5.000 van 5.918 tot nu toe.",
    "De laatste back-up die een verzegeld token of een record kan bevatten, vervalt na 2026-12-29.",
  ]);
  const kept = { ...erasing, data: "kept" } as const;
  expect(describeReceipt(kept)[3]).toContain("a sealed token expires on");
});
