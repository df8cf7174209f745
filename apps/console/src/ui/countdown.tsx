import { createEffect, createSignal, onCleanup } from "solid-js";
import { formatSpan } from "./relative-time.ts";

const hourSeconds = 3_600;

/** Counts down each second: "in 0:48", then "now". If an hour or more is left, it shows a span: "in 4 h 50 min". */
export function Countdown(props: { to: string }) {
  const [left, setLeft] = createSignal(0);
  const measure = (): void => void setLeft(Math.ceil((Date.parse(props.to) - Date.now()) / 1_000));
  createEffect(measure);
  const timer = setInterval(measure, 1_000);
  onCleanup(() => clearInterval(timer));
  const text = () => {
    if (left() <= 0) return "now";
    if (left() >= hourSeconds) return `in ${formatSpan(left() * 1_000)}`;
    return `in ${Math.floor(left() / 60)}:${String(left() % 60).padStart(2, "0")}`;
  };
  return <span role="timer">{text()}</span>;
}
