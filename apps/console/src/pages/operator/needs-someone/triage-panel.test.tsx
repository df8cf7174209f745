import { screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { fakeApi } from "../../../../test/fake-api.ts";
import { renderPart } from "../../../../test/render-at.tsx";
import { idOf, makeCheck, makeInboxItem, makeVerdict, operator } from "../../../../test/samples.ts";
import type { ConnectionInboxItem } from "../../../api/types.ts";
import { TriagePanel } from "./triage-panel.tsx";

function renderPanel(item?: ConnectionInboxItem) {
  const api = fakeApi();
  api.answer("listMails", { items: [], nextCursor: null });
  api.answer("listOperators", { items: [{ id: operator.user.id, name: "Olga" }] });
  if (item !== undefined) api.answer("getInboxItem", item);
  const onGone = vi.fn<() => void>();
  const { user } = renderPart(() => (
    <TriagePanel id={idOf(1)} wish={undefined} onWishMet={() => undefined} onGone={onGone} />
  ));
  return { api, user, onGone };
}

test("shows what happened, its consequences, and each step to take", async () => {
  const item = makeInboxItem();
  renderPanel(item);
  const title = await screen.findByRole("heading", { name: item.verdict.title });
  const told = title.closest("section");
  expect(told?.textContent).toContain(item.impact);
  for (const step of item.verdict.remedy) expect(told?.textContent).toContain(step);
});

test("a connection that needs nobody any more is shown as well, not as an error", async () => {
  renderPanel();
  expect(await screen.findByText("It needs nobody any more")).toBeDefined();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("snoozing sends the chosen time, and opens the next item", async () => {
  const { api, user, onGone } = renderPanel(makeInboxItem());
  api.answer("snoozeInboxItem", makeInboxItem({ snoozedUntil: "2026-11-24T08:00:00.000Z" }));
  await user.click(await screen.findByRole("button", { name: "Snooze" }));
  const dialog = screen.getByRole("dialog");
  const [first] = within(dialog).getAllByRole("button", { name: /\d\d:\d\d/ });
  if (first === undefined) throw new Error("No time is offered.");
  await user.click(first);
  await waitFor(() => expect(onGone).toHaveBeenCalledTimes(1));
  const [sent] = api.calls("snoozeInboxItem");
  const until: unknown = Reflect.get(Object(sent?.body), "until");
  expect(Date.parse(String(until))).toBeGreaterThan(Date.now());
});

test("a failed snooze keeps its dialog open, says why, and stays on this item", async () => {
  const { api, user, onGone } = renderPanel(makeInboxItem());
  api.refuse("snoozeInboxItem", 409, "CONFLICT", "It needs nobody any more.");
  await user.click(await screen.findByRole("button", { name: "Snooze" }));
  const dialog = screen.getByRole("dialog");
  const [first] = within(dialog).getAllByRole("button", { name: /\d\d:\d\d/ });
  if (first === undefined) throw new Error("No time is offered.");
  await user.click(first);
  expect(await within(dialog).findByText("It needs nobody any more.")).toBeDefined();
  expect(onGone).not.toHaveBeenCalled();
});

test("a snooze can be ended", async () => {
  const snoozed = makeInboxItem({ snoozedUntil: "2026-11-24T08:00:00.000Z" });
  const { api, user, onGone } = renderPanel(snoozed);
  api.answer("snoozeInboxItem", makeInboxItem());
  await user.click(await screen.findByRole("button", { name: "Wake it now" }));
  expect(await screen.findByRole("button", { name: "Snooze" })).toBeDefined();
  expect(api.calls("snoozeInboxItem")[0]?.body).toEqual({ until: null });
  expect(onGone).not.toHaveBeenCalled();
});

test("assigning to oneself shows the assignee at once", async () => {
  const { api, user } = renderPanel(makeInboxItem());
  const assignee = { id: operator.user.id, name: "Olga" };
  api.answer("assignInboxItem", makeInboxItem({ assignee }));
  await user.click(await screen.findByRole("button", { name: "Assign to me" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Assign to me" })).toBeNull());
  expect(api.calls("assignInboxItem")[0]?.body).toEqual({ userId: operator.user.id });
});

test("a test started here is shown until its verdict", async () => {
  const { api, user } = renderPanel(makeInboxItem());
  const verdict = makeVerdict("connected");
  api.answer("createCheck", { id: idOf(700) });
  api.answer("getCheck", makeCheck(verdict, { id: idOf(700) }));
  await user.click(await screen.findByRole("button", { name: "Test now" }));
  expect((await screen.findByText(/Tested just now/)).textContent).toContain(verdict.title);
});
