import { screen, waitFor } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { fakeApi } from "../../../test/fake-api.ts";
import { renderPart } from "../../../test/render-at.tsx";
import { idOf, makeConnection } from "../../../test/samples.ts";
import FindButton from "./find-button.tsx";

function renderFinder() {
  const api = fakeApi();
  const acme = makeConnection({ id: idOf(1), tenantName: "Acme", name: "Acme" });
  api.answer("listConnections", { items: [acme], nextCursor: null, total: 1, isAtLeast: false });
  api.answer("getConnection", acme);
  return { api, ...renderPart(() => <FindButton />) };
}

test("Ctrl-K opens the search, typing finds a connection, and Enter opens the chosen one", async () => {
  const { user, api, address } = renderFinder();
  await user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox");
  await waitFor(() => expect(document.activeElement).toBe(field));
  await user.keyboard("cm");
  const option = await screen.findByRole("option", { name: /Acme/ });
  expect(api.calls("listConnections").at(-1)?.query).toMatchObject({ q: "cm" });
  await waitFor(() => expect(field.getAttribute("aria-activedescendant")).toBe(option.id));
  await user.keyboard("{Enter}");
  await waitFor(() => expect(address()).toBe(`/connections/${idOf(1)}`));
});

test("a pasted id of a connection finds it without a search by name", async () => {
  const { user, api } = renderFinder();
  await user.keyboard("/");
  await screen.findByRole("combobox");
  await user.paste(idOf(1));
  expect(await screen.findByRole("option", { name: /Acme/ })).toBeDefined();
  expect(api.calls("listConnections")).toEqual([]);
});

test("a slash that a person types in a field opens nothing", async () => {
  const { user } = renderFinder();
  const field = document.createElement("input");
  document.body.append(field);
  field.focus();
  await user.keyboard("/");
  expect(screen.queryByRole("combobox")).toBeNull();
  field.remove();
});
