import { expect, it } from "vitest";
import { parseExactly, showRecord } from "./shown-record.ts";
import type { RecordBody } from "./types.ts";

it("shows numbers exactly as PostgreSQL stores them, without JavaScript's rounding", () => {
  const vast = `1${"0".repeat(400)}`;
  const numbers = ["9007199254740993", vast, "0.12345678901234567890", "1.0", "-0", "12"];
  const data = `{"name":"Acme","custom":{"list":[${numbers.join(",")}],"text":"9007199254740993"}}`;
  const record = parseExactly(
    `{"seq":7,"model":"company","planhatId":"a","data":${data},"changedAt":"2026-11-29T10:00:00.000Z","deletedAt":null}`,
  ) as RecordBody;
  const shown = showRecord(record);
  expect(shown).toMatchObject({ seq: 7, planhatId: "a", name: "Acme", isCut: false });
  expect(shown.json?.replaceAll(/\s/g, "")).toBe(data);
  // The query cache must keep such numbers as text, because JSON would change their value.
  expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
});

it("shows the beginning of a long record, and says that the record is longer", () => {
  const base = {
    seq: 1,
    model: "company",
    planhatId: "a",
    changedAt: "",
    deletedAt: null,
  } as const;
  const shown = showRecord({ ...base, data: { text: "x".repeat(1_000_000) } });
  expect(shown.isCut).toBe(true);
  expect(shown.json?.length).toBeLessThanOrEqual(200_000);
  expect(showRecord({ ...base, data: null })).toMatchObject({ json: null, name: undefined });
});
