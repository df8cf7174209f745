import { expect, test } from "vitest";
import { judgeFreshness, tellFreshness } from "./freshness.ts";

const connection = {
  state: "connected" as const,
  freshAt: "2026-11-24T09:00:00Z",
  freshUntil: "2026-11-24T12:00:00Z",
};
const at = (clock: string) => new Date(`2026-11-24T${clock}:00Z`);

test("a promise is kept, then at risk after three quarters of its time, and then missed", () => {
  const kinds = ["11:14", "11:16", "12:00"].map(
    (clock) => judgeFreshness(connection, at(clock)).kind,
  );
  expect(kinds).toEqual(["kept", "soon", "late"]);
});

test("a connection that is paused or never had data has no promise", () => {
  expect(judgeFreshness({ ...connection, state: "paused" }, at("15:00")).kind).toBe("none");
  expect(judgeFreshness({ ...connection, freshAt: null, freshUntil: null }, at("15:00")).kind).toBe(
    "none",
  );
});

test("names the repair of the connection as the condition for fresh data if only the customer can act", () => {
  expect(tellFreshness(connection, at("13:00"), "en")).toContain("Churned’s people were told");
  for (const clock of ["10:00", "13:00"])
    expect(tellFreshness({ ...connection, state: "needs_customer" }, at(clock), "en")).toContain(
      "until the connection works again",
    );
});

test("a promise that is kept names its deadline, in the reader's language", () => {
  expect(tellFreshness(connection, at("10:00"), "en")).toMatch(/^Newer data comes by \d\d:\d\d at/);
  expect(tellFreshness(connection, at("10:00"), "nl")).toMatch(/^Uiterlijk \d\d:\d\d komen/);
});
