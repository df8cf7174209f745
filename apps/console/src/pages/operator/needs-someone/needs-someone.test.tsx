import { screen, waitFor } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { type FakeApi, fakeApi } from "../../../../test/fake-api.ts";
import { renderAt } from "../../../../test/render-at.tsx";
import { idOf, makeConnection } from "../../../../test/samples.ts";
import NeedsSomeone from "./needs-someone.tsx";

const cause = { cause: "token_rejected", title: "Token rejected", count: 2 };
const rowOf = (n: number, tenantName: string) => ({
  connection: makeConnection({
    id: idOf(n),
    tenantName,
    name: tenantName,
    state: "needs_customer",
  }),
  cause: cause.cause,
  title: cause.title,
  impact: "Nothing is read.",
  since: "2026-11-23T14:41:07.000Z",
  assignee: null,
  snoozedUntil: null,
  mailed: null,
  notes: 0,
});
const two = [rowOf(1, "Acme"), rowOf(2, "Globex")];

function renderInbox(address: string, items = two): ReturnType<typeof renderAt> & { api: FakeApi } {
  const api = fakeApi();
  const causes = items.length === 0 ? [] : [cause];
  api.answer("listInboxItems", { items, causes, nextCursor: null });
  api.answer("listConnections", { items: [], nextCursor: null, total: 12, isAtLeast: false });
  api.answer("listIncidents", { items: [], nextCursor: null });
  return { api, ...renderAt(address, "/needs-someone/:id?", NeedsSomeone) };
}

test("counts all inbox items in its headline, and groups them by cause", async () => {
  renderInbox("/needs-someone");
  const heading = await screen.findByRole("heading", { name: "2 connections need someone" });
  expect(heading).toBeDefined();
  expect(screen.getByRole("heading", { name: "Token rejected 2" })).toBeDefined();
  expect(screen.getByRole("link", { name: /Globex/ })).toBeDefined();
});

test("an empty inbox is good news, shown with the number of connected connections", async () => {
  renderInbox("/needs-someone", []);
  await waitFor(() => expect(screen.getAllByText("Nobody is needed").length).toBeGreaterThan(1));
  expect(screen.getByRole("link", { name: "See all connections" })).toBeDefined();
});

test("a list without items assigned to me is not shown as an empty inbox", async () => {
  const { api } = renderInbox("/needs-someone?assignedTo=me", []);
  expect(await screen.findByText("Nothing is assigned to you")).toBeDefined();
  expect(api.calls("listInboxItems")[0]?.query).toMatchObject({ assignedTo: "me" });
});

test("a filter goes into the address, and stays there when a row is opened", async () => {
  const { user, address } = renderInbox("/needs-someone");
  await user.click(await screen.findByRole("checkbox", { name: "Snoozed too" }));
  await waitFor(() => expect(address()).toBe("/needs-someone?include=snoozed"));
  await user.click(await screen.findByRole("link", { name: /Globex/ }));
  await waitFor(() => expect(address()).toBe(`/needs-someone/${idOf(2)}?include=snoozed`));
});

test("the keys move through the list, and open the row that has the focus", async () => {
  const { user, address } = renderInbox("/needs-someone");
  await screen.findByRole("link", { name: /Acme/ });
  await user.keyboard("j");
  await waitFor(() => expect(document.activeElement?.textContent).toContain("Acme"));
  await user.keyboard("j");
  await waitFor(() => expect(document.activeElement?.textContent).toContain("Globex"));
  await user.keyboard("t");
  await waitFor(() => expect(address()).toBe(`/needs-someone/${idOf(2)}`));
});
