import { expect, test } from "vitest";
import { signLine } from "./sign-line.ts";

const customer = { kind: "customer", userId: "ada", tenantId: "acme" } as const;
const operator = { kind: "operator", userId: "olga" } as const;

test("signs a check that a person requested with their name, although the worker wrote the line", () => {
  const asked = { actorKind: "system", actorName: "Olga", actorRole: "operator" } as const;
  expect(signLine(asked, operator)).toBe("Olga");
  // A customer does not know operators by name, so the company is added.
  expect(signLine(asked, customer)).toBe("Olga (Churned)");
  expect(signLine({ ...asked, actorName: "Ada", actorRole: "customer" }, customer)).toBe("Ada");
});

test("signs unrequested actions as Churned, and does not name a person who has left", () => {
  const own = { actorKind: "system", actorName: null, actorRole: null } as const;
  expect(signLine(own, operator)).toBe("Churned");
  expect(signLine(own, customer)).toBe("Churned");
  expect(signLine({ ...own, actorKind: "operator" }, customer)).toBe("Somebody who has left");
});
