// One stack, one browser, one order: the leak search looks at what the tests before it left.

import { describe } from "vitest";

import { useWorld } from "../parts/world.ts";
import { testJourney } from "./journey.ts";
import { testLeaks } from "./leak.ts";
import { testHeldDeletes } from "./held-deletes.ts";
import { testInvitation } from "./invitation.ts";
import { testNeedsSomeone } from "./needs-someone.ts";
import { testNewCustomer } from "./new-customer.ts";
import { testOutage } from "./outage.ts";
import { testAsked } from "./asked.ts";
import { testVerdicts } from "./verdicts.ts";

const world = useWorld();

describe("journey", () => {
  testJourney(world);
});
describe("new customer", () => {
  testNewCustomer(world);
});
// Before the outage: while one is open, whatever else fails may be part of it and is asked more rarely.
describe("verdicts", () => {
  testVerdicts(world);
});
describe("asked", () => {
  testAsked(world);
});
let testItsEnd: (() => void) | undefined;
describe("outage", () => {
  ({ testItsEnd } = testOutage(world));
});
describe("needs someone", () => {
  testNeedsSomeone(world);
});
describe("invitation", () => {
  testInvitation(world);
});
describe("left to operators", () => {
  testHeldDeletes(world);
});
// Its end takes a minute of looks, in which the tests before it had their turn.
describe("end of the outage", () => {
  testItsEnd?.();
});
describe("leak", () => {
  testLeaks(world);
});
