import { screen, waitFor } from "@solidjs/testing-library";
import { expect, onTestFinished, test, vi } from "vitest";
import { fakeApi } from "../../test/fake-api.ts";
import { renderPart } from "../../test/render-at.tsx";
import { idOf, makeConnection } from "../../test/samples.ts";
import { call } from "../api/call.ts";
import { Live } from "./live.tsx";

/** An EventSource whose network the test controls. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static latest: FakeSource | undefined;
  readyState = 0;
  constructor() {
    super();
    FakeSource.latest = this;
  }
  close(): void {
    this.readyState = 2;
  }
}

/** The page shows a loss only after some time. This timeout is longer. */
const patiently = { timeout: 4_000 };

function renderLive(language: "en" | "nl") {
  vi.stubGlobal("EventSource", FakeSource);
  // The test's browser has no locks, so each tab opens its own stream.
  vi.stubGlobal("navigator", { language: "en" });
  onTestFinished(() => void vi.unstubAllGlobals());
  const api = fakeApi();
  api.answer("getConnection", makeConnection());
  renderPart(() => <Live userId={idOf(1)} language={language} />);
  const read = () => call("getConnection", { id: idOf(1) }).catch(() => undefined);
  return { api, read };
}

test("says since when the page is not live, that typed text stays, and when the page is live again", async () => {
  const { api, read } = renderLive("en");
  FakeSource.latest?.dispatchEvent(new Event("open"));
  api.goAway();
  await read();
  const bar = await screen.findByText(/^Not live since/, undefined, patiently);
  expect(bar.parentElement?.textContent).toContain("What you typed stays.");
  api.comeBack();
  await read();
  await waitFor(() => expect(screen.queryByText("Live again.")).not.toBeNull());
  expect(screen.queryByText(/^Not live since/)).toBeNull();
});

test("uses the reader's language", async () => {
  const { api, read } = renderLive("nl");
  api.goAway();
  await read();
  const bar = await screen.findByText(/^Niet live sinds/, undefined, patiently);
  expect(bar.closest("[role=status]")?.getAttribute("lang")).toBe("nl");
});
