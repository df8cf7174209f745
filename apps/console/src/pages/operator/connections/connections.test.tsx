import { screen, waitFor } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { type FakeApi, fakeApi } from "../../../../test/fake-api.ts";
import { renderAt } from "../../../../test/render-at.tsx";
import { idOf, makeConnection } from "../../../../test/samples.ts";
import type { Connection } from "../../../api/types.ts";
import Connections from "./connections.tsx";

const some = [makeConnection(), makeConnection({ id: idOf(3), tenantName: "Globex" })];

function renderConnections(address: string, items: readonly Connection[] = some) {
  const api = fakeApi();
  api.answer("listConnections", {
    items: [...items],
    nextCursor: null,
    total: items.length,
    isAtLeast: false,
  });
  return { api, ...renderAt(address, "/connections", Connections) };
}
/**
 * The query of the last request for the list. A request that only counts connections asks for one row, and is
 * skipped.
 */
const asked = (api: FakeApi) =>
  api
    .calls("listConnections")
    .filter(({ query }) => query["limit"] !== "1")
    .at(-1)?.query;

test("an address with filters opens the filtered list, and the controls show the filters", async () => {
  const { api } = renderConnections("/connections?q=acme&state=needs_customer&sort=-checkedAt");
  expect(await screen.findByRole("table", { name: "Connections" })).toBeDefined();
  expect(asked(api)).toMatchObject({ q: "acme", state: "needs_customer", sort: "-checkedAt" });
  expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("acme");
  expect(screen.getByRole("columnheader", { name: "Checked" }).getAttribute("aria-sort")).toBe(
    "descending",
  );
});

test("filters go into the address, so that the list can be linked to", async () => {
  const { api, user, address } = renderConnections("/connections");
  await user.selectOptions(screen.getByRole("combobox", { name: "Verdict" }), "token_rejected");
  await waitFor(() => expect(address()).toBe("/connections?verdict=token_rejected"));
  await user.type(screen.getByRole("searchbox"), "glo");
  await waitFor(() => expect(address()).toBe("/connections?verdict=token_rejected&q=glo"));
  expect(asked(api)).toMatchObject({ verdict: "token_rejected", q: "glo" });
  await user.click(screen.getByRole("button", { name: "Show all" }));
  await waitFor(() => expect(address()).toBe("/connections"));
  expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("");
});

test("invalid filters in an address are ignored, and cause no error", async () => {
  const { api } = renderConnections("/connections?state=happy&sort=size");
  expect(await screen.findByRole("table")).toBeDefined();
  expect(asked(api)).toEqual({ limit: "200" });
});

test("an empty list says whether filters made it empty", async () => {
  renderConnections("/connections?q=nobody", []);
  expect(await screen.findByText("Nothing matches")).toBeDefined();
  expect(screen.getByText("Try fewer filters, or another part of the name.")).toBeDefined();
});

test("a list without connections says how to add the first one", async () => {
  renderConnections("/connections", []);
  expect(await screen.findByText("There is no connection yet")).toBeDefined();
});

test("a list that the API refuses says why, and loads again on request", async () => {
  const api = fakeApi();
  api.refuse("listConnections", 403, "FORBIDDEN", "Your account may not do this.");
  const { user } = renderAt("/connections", "/connections", Connections);
  await screen.findByText("Your account may not do this.");
  expect(screen.getByText("req_test")).toBeDefined();
  api.answer("listConnections", { items: [...some], nextCursor: null, total: 2, isAtLeast: false });
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: /Globex/ })).toBeDefined();
});
