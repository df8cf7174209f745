import { screen } from "@solidjs/testing-library";
import { expect, test } from "vitest";
import { renderPart } from "../../test/render-at.tsx";
import { Countdown } from "./countdown.tsx";

const textFor = (seconds: number) => {
  renderPart(() => <Countdown to={new Date(Date.now() + seconds * 1_000).toISOString()} />);
  return screen.getByRole("timer").textContent;
};

test("counts what is near by the second", () => {
  expect(textFor(90)).toMatch(/^in 1:(30|29)$/);
});

test("tells what is hours away as a span, and not as hundreds of minutes", () => {
  expect(textFor(17_400)).toBe("in 4 h 50 min");
});

test("says of what is due that it is now, however late", () => {
  expect(textFor(-30)).toBe("now");
});
