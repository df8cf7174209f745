import { expect, it } from "vitest";
import { Id, ListQuery } from "./schemas.ts";

it("changes ids to lower case as PostgreSQL writes them, because a sealed token is bound to that spelling", () => {
  const id = "019ab000-0000-7000-8000-00000000abcd";
  expect(Id.parse(id.toUpperCase())).toBe(id);
});

it("lowers a limit that is too high instead of refusing it", () => {
  expect(ListQuery.parse({ limit: "5000" }).limit).toBe(1000);
  expect(ListQuery.safeParse({ limit: "0" }).success).toBe(false);
});
