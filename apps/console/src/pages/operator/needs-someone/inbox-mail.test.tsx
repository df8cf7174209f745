import { screen, within } from "@solidjs/testing-library";
import { beforeEach, expect, test } from "vitest";
import { type FakeApi, fakeApi } from "../../../../test/fake-api.ts";
import { renderPart } from "../../../../test/render-at.tsx";
import { idOf, makeMail, makeInboxItem } from "../../../../test/samples.ts";
import { InboxMail } from "./inbox-mail.tsx";

let api: FakeApi;
beforeEach(() => {
  api = fakeApi();
  api.answer("listMails", { items: [], nextCursor: null });
});

function renderMail(item = makeInboxItem()) {
  const { user } = renderPart(() => <InboxMail item={item} isNext ref={() => undefined} />);
  const text = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Text" });
  const send = () => user.click(screen.getByRole("button", { name: "Send the mail" }));
  return { user, text, send };
}

test("sends the text as the operator edited it, and names the recipients", async () => {
  api.answer("sendInboxMail", { sentTo: ["carl@acme.test"], isNew: true, sameMail: null });
  const { user, text, send } = renderMail();
  await user.type(text, " Olga");
  await send();
  expect((await screen.findByText(/On its way to/)).textContent).toContain("carl@acme.test");
  expect(api.calls("sendInboxMail")[0]?.body).toEqual({
    subject: "Planhat no longer accepts your token",
    body: "Hello,\nplease make a new token. Olga",
  });
});

test("asks before it sends a similar mail again, and refers to the earlier mail if the operator agrees", async () => {
  const earlier = makeMail({ id: idOf(300), by: "Otto" });
  api.answer("sendInboxMail", ({ body }) =>
    Reflect.has(Object(body), "after")
      ? { sentTo: ["carl@acme.test"], isNew: true, sameMail: null }
      : { sentTo: [], isNew: false, sameMail: earlier },
  );
  const { user, send } = renderMail();
  await send();
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText(/Nothing was sent now/).textContent).toContain("sent by Otto");
  expect(document.querySelector("[data-sent]")).toBeNull();
  await user.click(within(dialog).getByRole("button", { name: "Send it all the same" }));
  await screen.findByText(/On its way to/);
  expect(api.calls("sendInboxMail")[1]?.body).toMatchObject({ after: idOf(300) });
});

test("keeps the written text if sending fails, and says why", async () => {
  api.refuse("sendInboxMail", 409, "CONFLICT", "This tenant has no customer any more.");
  const { user, text, send } = renderMail();
  await user.type(text, " Olga");
  await send();
  expect(await screen.findByText("This tenant has no customer any more.")).toBeDefined();
  expect(text.value).toContain(" Olga");
});

test("discards the changes on request, and keeps the language while there are changes", async () => {
  const { user, text } = renderMail();
  const language = screen.getByRole("combobox", { name: /Language of this tenant/ });
  await user.type(text, " Olga");
  expect(language.hasAttribute("disabled")).toBe(true);
  await user.click(screen.getByRole("button", { name: "Undo my changes" }));
  expect(text.value).toBe(makeInboxItem().mail.body);
  expect(language.hasAttribute("disabled")).toBe(false);
});

test("sends nothing if the tenant has no recipient", async () => {
  const mail = { ...makeInboxItem().mail, to: [] };
  const { send } = renderMail(makeInboxItem({ mail }));
  await send();
  expect(screen.getByText("nobody: this tenant has no customer yet")).toBeDefined();
  expect(api.calls("sendInboxMail")).toEqual([]);
});
