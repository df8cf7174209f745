import { expect, test } from "vitest";
import { wordForMail } from "./mail-words.ts";

const at = "2026-11-23T08:45:00.000Z";
const to = (email: string, state: "queued" | "sent" | "failed" | "skipped", reason?: string) => ({
  email,
  state,
  at: state === "sent" ? "2026-11-23T08:47:00.000Z" : at,
  reason: reason ?? null,
});

test("a mail is called mailed only when it was sent to all recipients, with that time", () => {
  expect(wordForMail({ at, to: [to("a", "sent"), to("b", "sent")] })).toMatchObject({
    word: "mailed",
    at: "2026-11-23T08:47:00.000Z",
  });
  expect(wordForMail({ at, to: [to("a", "sent"), to("b", "queued")] }).word).toBe("goes out");
});

test("an undelivered mail names the recipient and the reason", () => {
  const some = [to("a", "sent"), to("b", "failed", "The server refused it too often.")];
  expect(wordForMail({ at, to: some })).toMatchObject({
    word: "not delivered",
    reason: "b: The server refused it too often.",
  });
  expect(wordForMail({ at, to: [to("a", "skipped", "There is no mail server.")] }).reason).toBe(
    "There is no mail server.",
  );
});
