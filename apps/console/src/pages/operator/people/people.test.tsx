import { screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { type FakeApi, fakeApi } from "../../../../test/fake-api.ts";
import { renderAt } from "../../../../test/render-at.tsx";
import { idOf, operator } from "../../../../test/samples.ts";
import type { Person } from "../../../api/types.ts";
import People from "./people.tsx";

const acme = { id: idOf(9), name: "Acme" };
const ada: Person = {
  id: idOf(50),
  name: "Ada Byron",
  email: "ada@acme.example",
  role: "customer",
  tenant: acme,
  lockedAt: null,
  createdAt: "2026-11-23T14:41:07.000Z",
  signIns: 2,
};
const olga: Person = { ...ada, id: operator.user.id, name: "Olga", role: "operator", tenant: null };

function renderPeople(items: readonly Person[] = [ada, olga], address = "/people") {
  const api = fakeApi();
  const answer = (next: readonly Person[]) =>
    api.answer("listPeople", { items: [...next], nextCursor: null });
  answer(items);
  return { api, answer, ...renderAt(address, "/people", People) };
}
const asked = (api: FakeApi) => api.calls("listPeople").at(-1)?.query;
const rowOf = async (name: string) => {
  const row = (await screen.findByText(name)).closest("li");
  if (row === null) throw new Error(`${name} has no row.`);
  return within(row);
};

test("a person is removed only with a reason, and the list is read again", async () => {
  const { api, answer, user } = renderPeople();
  expect((await rowOf("Ada Byron")).getByText(/Acme · signed in with 2 browsers/)).toBeDefined();
  await user.click(screen.getByRole("button", { name: "Remove Ada Byron" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Remove Ada Byron?" }));
  await user.click(dialog.getByRole("button", { name: "Remove" }));
  expect(dialog.getByText("Say why in a few words.")).toBeDefined();
  expect(api.calls("removePerson")).toEqual([]);
  api.answer("removePerson", { id: ada.id });
  answer([olga]);
  await user.type(dialog.getByLabelText("Reason"), "Left Acme.");
  await user.click(dialog.getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(screen.queryByText("Ada Byron")).toBeNull());
  expect(api.calls("removePerson")).toMatchObject([{ id: ada.id, body: { reason: "Left Acme." } }]);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a refusal is shown in the dialog, and nothing changes", async () => {
  const { api, user } = renderPeople([olga]);
  const detail = "This is the last operator who can sign in. Add or unlock another operator first.";
  api.refuse("lockPerson", 409, "CONFLICT", detail);
  await user.click(await screen.findByRole("button", { name: "Lock Olga" }));
  await user.type(await screen.findByLabelText("Reason"), "Holiday.");
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Lock" }));
  expect(await screen.findByText(detail)).toBeDefined();
  expect(screen.getByRole("dialog")).toBeDefined();
});

test("a locked account can be unlocked, and cannot be locked or signed out again", async () => {
  const { api, answer, user } = renderPeople([{ ...ada, lockedAt: ada.createdAt, signIns: 0 }]);
  const row = await rowOf("Ada Byron");
  expect(row.getByText("Locked")).toBeDefined();
  expect(row.getAllByRole("button").map(({ textContent }) => textContent)).toEqual([
    "Unlock",
    "Remove",
  ]);
  api.answer("unlockPerson", ada);
  answer([ada]);
  await user.click(row.getByRole("button", { name: "Unlock Ada Byron" }));
  await user.type(await screen.findByLabelText("Reason"), "Is back.");
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Unlock" }));
  expect(await screen.findByRole("button", { name: "Lock Ada Byron" })).toBeDefined();
});

test("filters are in the address, and the page of a tenant names the tenant", async () => {
  const { api, user, address } = renderPeople([ada], `/people?tenantId=${acme.id}`);
  expect(await screen.findByRole("heading", { name: "People of Acme" })).toBeDefined();
  expect(asked(api)).toMatchObject({ tenantId: acme.id });
  await user.selectOptions(screen.getByRole("combobox", { name: "Role" }), "customer");
  await user.type(screen.getByRole("searchbox"), "ada");
  await waitFor(() => expect(asked(api)).toMatchObject({ role: "customer", q: "ada" }));
  await user.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(address()).toBe("/people"));
});

test("an empty list says whether filters made it empty, and a failed read can be repeated", async () => {
  const { api, answer, user } = renderPeople([], "/people?q=nobody");
  expect(await screen.findByText("Nobody matches")).toBeDefined();
  api.refuse("listPeople", 403, "FORBIDDEN", "This is for operator accounts.");
  await user.click(screen.getByRole("button", { name: "Show all" }));
  expect(await screen.findByText("This is for operator accounts.")).toBeDefined();
  answer([ada]);
  await user.click(screen.getByRole("button", { name: /again/i }));
  expect(await screen.findByText("Ada Byron")).toBeDefined();
});
