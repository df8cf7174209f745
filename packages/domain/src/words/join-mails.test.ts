import { expect, test } from "vitest";
import { joinMails } from "./join-mails.ts";

const mail = (subject: string, text: string, name = "Ada") => ({
  subject,
  body: `Hello ${name},\n\n${text}\n\nChurned`,
});

test("one mail stays unchanged", () => {
  expect(joinMails([mail("A", "one")], "en")).toEqual(mail("A", "one"));
});

test("several mails are joined into one, with one greeting, one signature and each text under its subject", () => {
  const { subject, body } = joinMails([mail("A", "one\n\nmore"), mail("B", "two")], "en");
  expect(subject).toBe("2 messages about your Planhat");
  expect(body.match(/Hello Ada,/g)).toHaveLength(1);
  expect(body.match(/^Churned$/gm)).toHaveLength(1);
  expect(body).toContain("1. A\n\none\n\nmore");
  expect(body).toContain("2. B\n\ntwo");
});

test("joined mails of one subject keep it, and lose nothing if their greetings differ", () => {
  const { subject, body } = joinMails([mail("A", "one"), mail("A", "two", "Ada and Bob")], "nl");
  expect(subject).toBe("A (2 berichten)");
  expect(body).toContain("1. A\n\nHello Ada,\n\none");
  expect(body).toContain("2. A\n\nHello Ada and Bob,\n\ntwo");
});
