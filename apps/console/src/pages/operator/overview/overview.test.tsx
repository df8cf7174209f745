import { screen, waitFor, within } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { type FakeApi, fakeApi } from "../../../../test/fake-api.ts";
import { renderAt } from "../../../../test/render-at.tsx";
import { idOf, makeConnection } from "../../../../test/samples.ts";
import type { Series } from "../../../api/types.ts";
import Overview from "./overview.tsx";

const whole = { saves: 40, medianMs: 480, p95Ms: 912 };
const figures = {
  ...whole,
  checks: { connected: 30, planhat_down: 4 },
  records: 12_000,
  calls: 800,
  freshness: { within: 11, near: 0, past: 1 },
  oldestWaitMs: 300,
};
const seriesOf = (range: Series["range"]): Series => ({
  range,
  periodMs: 3_600_000,
  keptAt: "2026-11-23T14:40:00.000Z",
  whole,
  periods: [
    { at: "2026-11-23T12:00:00.000Z", figures: null },
    { at: "2026-11-23T13:00:00.000Z", figures },
    { at: "2026-11-23T14:00:00.000Z", figures: { ...figures, freshness: null, calls: null } },
  ],
});
const needed = {
  connection: makeConnection({ id: idOf(1), tenantName: "Acme", state: "needs_customer" }),
  cause: "token_rejected",
  title: "Token rejected",
  impact: "Nothing is read.",
  since: "2026-11-23T14:41:07.000Z",
  assignee: null,
  snoozedUntil: null,
  mailed: null,
  notes: 0,
};

function renderOverview(address = "/overview"): ReturnType<typeof renderAt> & { api: FakeApi } {
  const api = fakeApi();
  const causes = [{ cause: "token_rejected", title: "Token rejected", count: 7 }];
  api.answer("listInboxItems", { items: [needed], causes, nextCursor: null });
  api.answer("listConnections", { items: [], nextCursor: null, total: 12, isAtLeast: false });
  api.answer("listIncidents", { items: [], nextCursor: null });
  api.answer("listSyncRequests", { items: [], nextCursor: null });
  api.answer("getSeries", ({ query }) => seriesOf(query["range"] as Series["range"]));
  return { api, ...renderAt(address, "/overview", Overview) };
}

test("says in one sentence how many connections need someone, and names the most severe", async () => {
  renderOverview();
  expect(await screen.findByRole("heading", { name: "7 connections need someone" })).toBeDefined();
  expect(screen.getByRole("link", { name: /Acme.*Token rejected/ })).toBeDefined();
  expect(screen.getByRole("link", { name: "6 more connections…" })).toBeDefined();
});

test("the table behind a chart has the same values, and says what is not known", async () => {
  const { user } = renderOverview();
  const [open] = await screen.findAllByText("Table", { selector: "summary" });
  await user.click(open as HTMLElement);
  const table = await screen.findByRole("table");
  const [, latest, , first] = within(table).getAllByRole("row");
  const valuesOf = (row?: HTMLElement) =>
    within(row as HTMLElement)
      .getAllByRole("cell")
      .map(({ textContent }) => textContent);
  expect(valuesOf(latest)).toEqual(["30", "0", "0", "4"]);
  expect(valuesOf(first)).toEqual(["–", "–", "–", "–"]);
});

test("the range is in the address, and the charts are read for it", async () => {
  const { user, api, address } = renderOverview("/overview?range=week");
  await waitFor(() => expect(api.calls("getSeries")[0]?.query).toEqual({ range: "week" }));
  await user.click(screen.getByRole("radio", { name: "Month" }));
  await waitFor(() => expect(address()).toBe("/overview?range=month"));
  await waitFor(() => expect(api.calls("getSeries").at(-1)?.query).toEqual({ range: "month" }));
});

test("the arrow keys go through the periods of a chart, and read their values", async () => {
  const { user } = renderOverview();
  const chart = await screen.findByRole("group", { name: /^Checks by verdict/ });
  chart.focus();
  await user.keyboard("{ArrowLeft}{ArrowLeft}");
  expect((await screen.findAllByText(/13:00 to|14:00 to/))[0]?.textContent).toContain("Nov");
  const reading = chart.parentElement?.querySelector("[data-chart-reading]")?.textContent;
  expect(reading).toContain("Connected30");
  await user.keyboard("{Home}");
  await waitFor(() =>
    expect(chart.parentElement?.querySelector("[data-chart-reading]")?.textContent).toContain(
      "not known",
    ),
  );
});
