import { expect, test } from "vitest";
import { signLine } from "./sign-line.ts";

const customer = { kind: "customer", userId: "ada", tenantId: "acme" } as const;
const operator = { kind: "operator", userId: "olga" } as const;

test("a test that a person asked for is signed by them, though the worker wrote the line", () => {
  const asked = { actorKind: "system", actorName: "Olga", actorRole: "operator" } as const;
  expect(signLine(asked, operator)).toBe("Olga");
  // To a customer a name alone would be a stranger's.
  expect(signLine(asked, customer)).toBe("Olga (Churned)");
  expect(signLine({ ...asked, actorName: "Ada", actorRole: "customer" }, customer)).toBe("Ada");
});

test("what nobody asked for is signed by Churned, and somebody who has left is not named", () => {
  const own = { actorKind: "system", actorName: null, actorRole: null } as const;
  expect(signLine(own, operator)).toBe("Churned");
  expect(signLine(own, customer)).toBe("Churned");
  expect(signLine({ ...own, actorKind: "operator" }, customer)).toBe("Somebody who has left");
});
