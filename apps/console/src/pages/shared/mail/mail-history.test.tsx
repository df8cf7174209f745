import { screen } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { fakeApi } from "../../../../test/fake-api.ts";
import { renderPart } from "../../../../test/render-at.tsx";
import { idOf, makeMail } from "../../../../test/samples.ts";
import { MailHistory } from "./mail-history.tsx";

const History = () => <MailHistory connectionId={idOf(1)} none="No mail is kept." />;

test("names the recipient and the reason for an undelivered mail, and never calls it mailed", async () => {
  const api = fakeApi();
  const at = "2026-11-23T08:45:00.000Z";
  const to = [
    { email: "carl@acme.test", state: "sent", at, reason: null },
    { email: "dora@acme.test", state: "failed", at, reason: "The mailbox is full." },
  ] as const;
  api.answer("listMails", { items: [makeMail({ by: "Olga", to: [...to] })], nextCursor: null });
  renderPart(History);
  const line = (await screen.findByText("Planhat no longer accepts your token")).closest("li");
  expect(line?.textContent).toContain("not delivered");
  expect(line?.textContent).toContain("dora@acme.test: The mailbox is full.");
  expect(line?.textContent).toContain("by Olga");
});

test("shows the text of a mail, except of a mail with a secret link", async () => {
  const api = fakeApi();
  const secret = makeMail({ id: idOf(201), subject: "You are invited", text: null });
  api.answer("listMails", { items: [makeMail(), secret], nextCursor: null });
  renderPart(History);
  expect(await screen.findByText(/please make a new token/)).toBeDefined();
  expect(screen.getByText("You are invited").closest("li")?.querySelector("details")).toBeNull();
});

test("loads older mails on request, below those shown", async () => {
  const api = fakeApi();
  const older = makeMail({ id: idOf(199), subject: "Welcome" });
  api.answer("listMails", ({ query }) =>
    query["cursor"] === undefined
      ? { items: [makeMail()], nextCursor: "next" }
      : { items: [older], nextCursor: null },
  );
  const { user } = renderPart(History);
  await user.click(await screen.findByRole("button", { name: "Show more" }));
  await screen.findByText("Welcome");
  expect(screen.getAllByRole("listitem").at(-1)?.textContent).toContain("Welcome");
  expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
});

test("says that there are no mails, and shows no empty list", async () => {
  fakeApi().answer("listMails", { items: [], nextCursor: null });
  renderPart(History);
  expect(await screen.findByText("No mail is kept.")).toBeDefined();
});
