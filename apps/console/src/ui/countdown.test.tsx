import { screen } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { renderPart } from "../../test/render-at.tsx";
import { Countdown } from "./countdown.tsx";

const textFor = (seconds: number) => {
  renderPart(() => <Countdown to={new Date(Date.now() + seconds * 1_000).toISOString()} />);
  return screen.getByRole("timer").textContent;
};

test("counts down by the second if the time is near", () => {
  expect(textFor(90)).toMatch(/^in 1:(30|29)$/);
});

test("shows a time that is hours away in hours, not in hundreds of minutes", () => {
  expect(textFor(17_400)).toBe("in 4 h 50 min");
});

test("says now when the time has come, however late it is", () => {
  expect(textFor(-30)).toBe("now");
});
