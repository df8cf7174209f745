// One stack, one browser, and a fixed order of tests: the leak search needs the data that the earlier tests left.

import { describe } from "vitest";

import { useWorld } from "../parts/world.ts";
import { testJourney } from "./journey.ts";
import { testLeaks } from "./leak.ts";
import { testSyncDecisions } from "./sync-decisions.ts";
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
// The verdict tests run before the outage. During an incident, other failures may join the incident, and their checks
// become rarer.
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
  testSyncDecisions(world);
});
// An outage ends after a minute of good checks. They ran during the tests before this test.
describe("end of the outage", () => {
  testItsEnd?.();
});
describe("leak", () => {
  testLeaks(world);
});
