import { screen, waitFor } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { fakeApi } from "../../../../test/fake-api.ts";
import { renderAt } from "../../../../test/render-at.tsx";
import {
  idOf,
  makeCheck,
  makeConnection,
  makeNewConnection,
  makeVerdict,
} from "../../../../test/samples.ts";
import { makeSealingKey } from "../../../../test/sealing-key.ts";
import type { Check, Connection } from "../../../api/types.ts";
import Connect from "./connect.tsx";

const token = "pk_9f2c51d47be04a1f9f2c51d47be04a1f";
/** Longer than the first wait before a call without an answer is repeated. */
const patiently = { timeout: 5_000 };

/** The customer's connect page, with one connection. */
async function renderConnect(connection: Connection, checks: readonly Check[] = []) {
  const api = fakeApi();
  api.answer("getSealingKey", await makeSealingKey());
  api.answer("listConnections", {
    items: [connection],
    nextCursor: null,
    total: 1,
    isAtLeast: false,
  });
  api.answer("listChecks", { items: [...checks], nextCursor: null });
  api.answer("getCheck", ({ id }) => checks.find((one) => one.id === id) ?? makeCheck(null));
  api.answer("listSyncRequests", { items: [], nextCursor: null });
  api.answer("saveToken", { checkId: idOf(500), notes: [] });
  const { user, client } = renderAt("/planhat", "/planhat", Connect);
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "API access token" });
  const save = () => user.click(screen.getByRole("button", { name: "Save" }));
  return { api, user, client, field, save };
}

test("typed text and loaded data stay while Churned is down and after it is back", async () => {
  const { api, user, client, field } = await renderConnect(makeNewConnection());
  await user.type(field, token);
  api.goAway();
  void client.invalidateQueries();
  const failures = () => client.getQueryState(["connection", "own"])?.fetchFailureCount;
  await waitFor(() => expect(failures()).toBeGreaterThan(0));
  expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(/eight steps/);
  expect(field.isConnected).toBe(true);
  api.comeBack();
  const before = api.calls("listConnections").length;
  await waitFor(
    () => expect(api.calls("listConnections").length).toBeGreaterThan(before),
    patiently,
  );
  expect(screen.getByRole("textbox", { name: "API access token" })).toBe(field);
  expect(field.value).toBe(token);
});

test("a Save without an answer is sent again by itself, as the same Save, and never in plain text", async () => {
  const { api, user, field, save } = await renderConnect(makeNewConnection());
  await user.type(field, token);
  api.goAway();
  await save();
  await screen.findByText(/The same Save is sent again by itself/, undefined, patiently);
  expect(field.value).toBe(token);
  api.comeBack();
  await waitFor(() => expect(api.calls("saveToken")).toHaveLength(1), patiently);
  const sent = JSON.stringify(api.calls("saveToken")[0]?.body);
  expect(sent).toContain("ciphertext");
  expect(sent).not.toContain(token);
  await waitFor(() => expect(screen.queryByText(/is sent again by itself/)).toBeNull());
});

test("a Save that is refused says why, and the token stays in the field", async () => {
  const { api, user, field, save } = await renderConnect(makeNewConnection());
  api.refuse("saveToken", 429, "RATE_LIMITED", "That was too often. Wait a minute.");
  await user.type(field, token);
  await save();
  expect(await screen.findByText("That was too often. Wait a minute.")).toBeDefined();
  expect(screen.getByText("The token was not saved")).toBeDefined();
  expect(field.value).toBe(token);
});

test("the verdict of a destroyed token is not shown beside the next token", async () => {
  const verdict = makeVerdict("token_rejected");
  const { user, field } = await renderConnect(makeNewConnection(), [makeCheck(verdict)]);
  expect(await screen.findByRole("heading", { name: verdict.title })).toBeDefined();
  await user.type(field, token);
  await waitFor(() => expect(screen.queryByRole("heading", { name: verdict.title })).toBeNull());
});

test("a failing active token keeps its verdict beside a candidate, because it is still in use", async () => {
  const verdict = makeVerdict("token_rejected");
  const broken = makeConnection({ state: "needs_customer", verdict: "token_rejected" });
  const { user, field } = await renderConnect(broken, [makeCheck(verdict)]);
  await screen.findByRole("heading", { name: verdict.title });
  await user.type(field, token);
  expect(screen.getByRole("heading", { name: verdict.title })).toBeDefined();
});

test("a paused connection accepts no token, and says until when", async () => {
  const api = fakeApi();
  const paused = makeConnection({ state: "paused" });
  api.answer("listConnections", { items: [paused], nextCursor: null, total: 1, isAtLeast: false });
  api.answer("listChecks", { items: [], nextCursor: null });
  api.answer("listSyncRequests", { items: [], nextCursor: null });
  renderAt("/planhat", "/planhat", Connect);
  expect(await screen.findByText(/once Churned has resumed this connection/)).toBeDefined();
  expect(screen.queryByRole("textbox")).toBeNull();
});

test("Save is not offered as the next step while a test runs that this page did not start", async () => {
  await renderConnect(makeNewConnection(), [makeCheck(null, { state: "running" })]);
  await screen.findByRole("heading", { name: "Asking Planhat…" });
  expect(screen.getByRole("button", { name: "Save" }).dataset["button"]).toBe("outline");
});
