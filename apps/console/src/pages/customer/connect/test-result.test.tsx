import { screen, within } from "@solidjs/testing-library";
import { isInconclusive, formatOwnWait, verdictKinds } from "@churned/domain/verdict";
import { expect, test, vi } from "vitest";
import { fakeApi } from "../../../../test/fake-api.ts";
import { renderPart } from "../../../../test/render-at.tsx";
import {
  idOf,
  makeCheck,
  makeConnection,
  makeNewConnection,
  makeVerdict,
} from "../../../../test/samples.ts";
import type { Check, Connection, VerdictBody } from "../../../api/types.ts";
import { TestResult } from "./test-result.tsx";

function renderResult(check: Check, connection: Connection = makeNewConnection()) {
  const api = fakeApi();
  const pressed = { testAgain: vi.fn<() => void>(), pasteAnother: vi.fn<() => void>() };
  const rendered = renderPart(() => (
    <TestResult
      check={check}
      connection={connection}
      isSyncAskedFor={false}
      isNext
      isGuest={false}
      busy={false}
      which="classic"
      onTestAgain={pressed.testAgain}
      onPasteAnother={pressed.pasteAnother}
      onShowStep={() => undefined}
    />
  ));
  return { ...rendered, api, pressed };
}

/** The element of the card with a verdict: its title, sentences, steps and buttons. */
function cardOf(verdict: VerdictBody): HTMLElement {
  const card = screen.getByRole("heading", { name: verdict.title }).closest("[role=status]");
  if (!(card instanceof HTMLElement)) throw new Error("The verdict stands in no card.");
  return card;
}
/** The texts of all filled buttons. The button of the next step is filled. */
const filled = () =>
  [...document.querySelectorAll("[data-button=filled]")].map(({ textContent }) => textContent);

test("a verdict is shown with its reason and its one next step", async () => {
  const verdict = makeVerdict("token_rejected");
  const { user, pressed } = renderResult(makeCheck(verdict));
  const card = cardOf(verdict);
  expect(card.dataset["tone"]).toBe("bad");
  expect(card.textContent).toContain(verdict.explanation);
  for (const step of verdict.remedyIn.classic) within(card).getByText(step);
  expect(filled()).toEqual(["Paste another token"]);
  await user.click(screen.getByRole("button", { name: "Paste another token" }));
  expect(pressed.pasteAnother).toHaveBeenCalledTimes(1);
});

test("a rejection of an odd paste first says what is odd about it", () => {
  const plain = makeVerdict("token_rejected");
  const verdict = makeVerdict("token_rejected", { detail: "paste:short" });
  renderResult(makeCheck(verdict));
  expect(verdict.explanation).not.toBe(plain.explanation);
  expect(cardOf(verdict).textContent).toContain("It is shorter than the tokens seen so far");
});

test("a wait for our own call limit says until when, blames nobody, and offers no button", () => {
  const detail = formatOwnWait(new Date("2026-11-23T14:45:00Z"));
  const verdict = makeVerdict("throttled", { detail });
  renderResult(makeCheck(verdict));
  const card = cardOf(verdict);
  expect(card.dataset["tone"]).toBe("busy");
  expect(card.textContent).toContain("14:45:00 UTC");
  expect(card.textContent).not.toBe(makeVerdict("throttled").explanation);
  expect(filled()).toEqual([]);
});

test("an outage of Planhat says when the test is repeated by itself, and offers no button", () => {
  const verdict = makeVerdict("planhat_down");
  const soon = new Date(Date.now() + 90_000).toISOString();
  renderResult(makeCheck(verdict), makeNewConnection({ nextCheckAt: soon }));
  const card = cardOf(verdict);
  expect(within(card).getByRole("timer").textContent).toMatch(/^in 1:[23]\d$/);
  expect(filled()).toEqual([]);
});

test.each(verdictKinds)("%s: has a next step only if waiting cannot change the verdict", (kind) => {
  const verdict = makeVerdict(kind, { models: ["license"] });
  renderResult(makeCheck(verdict), makeConnection({ state: "needs_customer", verdict: kind }));
  expect(cardOf(verdict).dataset["verdict"]).toBe(kind);
  if (isInconclusive(kind)) expect(filled()).toEqual([]);
  else expect(filled().length).toBeLessThanOrEqual(1);
});

test("a paste that was not sent to Planhat is not described as tested", () => {
  const verdict = makeVerdict("wrong_secret", { detail: "github" });
  renderResult(makeCheck(verdict));
  expect(cardOf(verdict).textContent).toContain("not sent to Planhat");
  expect(cardOf(verdict).textContent).not.toContain("Tested");
});

test("a working token leads to notifying Churned, and its evidence is shown model by model", async () => {
  const verdict = makeVerdict("connected");
  const probes = [
    { model: "company", outcome: "allowed", status: 200, durationMs: 80, detail: null },
    { model: "enduser", outcome: "empty", status: 200, durationMs: 90, detail: null },
  ] as const;
  renderResult(makeCheck(verdict, { probes: [...probes] }), makeConnection());
  expect(screen.getByRole("link", { name: /Notify Churned/ }).getAttribute("href")).toContain(
    "/sync",
  );
  expect(await screen.findByText("may be read, empty")).toBeDefined();
});

test("a running test shows its progress, and says that the person need not wait", () => {
  const probe = {
    model: "company",
    outcome: "allowed",
    status: 200,
    durationMs: 80,
    detail: null,
  } as const;
  const check = makeCheck(null, { id: idOf(101), state: "running", probes: [probe] });
  renderResult(check);
  expect(screen.getByRole("heading", { name: "Asking Planhat…" })).toBeDefined();
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("50");
});
