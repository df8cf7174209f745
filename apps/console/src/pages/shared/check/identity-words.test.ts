import { expect, test } from "vitest";
import { describeIdentity } from "./identity-words.ts";

const acme = {
  companies: 1_204,
  companyNames: ["Acme Rockets", "Bluebird", "Cedar", "Dune"],
  mailDomains: ["acme.example", "acme.io"],
  seenAt: "2026-11-23T14:41:00.000Z",
};

test("names the users' mail domain, the number of companies and three of them, in both languages", () => {
  expect(describeIdentity(acme, "en")).toBe(
    "This is the Planhat of acme.example: 1,204 companies, among them Acme Rockets, Bluebird and Cedar.",
  );
  expect(describeIdentity(acme, "nl")).toBe(
    "Dit is de Planhat van acme.example: 1,204 bedrijven, waaronder Acme Rockets, Bluebird en Cedar.",
  );
});

test("says what it knows if users or counts may not be read, and nothing if nothing is known", () => {
  expect(describeIdentity({ ...acme, mailDomains: [] }, "en")).toBe(
    "This Planhat holds 1,204 companies, among them Acme Rockets, Bluebird and Cedar.",
  );
  expect(describeIdentity({ ...acme, companies: 1, companyNames: ["Acme Rockets"] }, "en")).toBe(
    "This is the Planhat of acme.example: 1 company, Acme Rockets.",
  );
  expect(describeIdentity({ ...acme, companies: null, companyNames: [] }, "en")).toBe(
    "This is the Planhat of acme.example.",
  );
  expect(
    describeIdentity({ ...acme, companies: null, companyNames: [], mailDomains: [] }, "en"),
  ).toBeUndefined();
  expect(describeIdentity(null, "en")).toBeUndefined();
});
