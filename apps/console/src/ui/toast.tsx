import { createSignal, For } from "solid-js";
import { StateShape, type Tone } from "./state.tsx";
import "./toast.css";

interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
}

const shownMs = 6_000;
const [toasts, setToasts] = createSignal<readonly Toast[]>([]);
let lastId = 0;

/** Shows a short note about an event that the page itself does not show. */
export function showToast(text: string, tone: Tone = "ok"): void {
  lastId += 1;
  const toast = { id: lastId, tone, text };
  setToasts((shown) => [...shown.slice(-2), toast]);
  setTimeout(() => setToasts((shown) => shown.filter(({ id }) => id !== toast.id)), shownMs);
}

export function Toasts() {
  return (
    <div data-toasts role="log" aria-label="Notes">
      <For each={toasts()}>
        {(toast) => (
          <div data-toast>
            <StateShape tone={toast.tone} />
            {toast.text}
          </div>
        )}
      </For>
    </div>
  );
}
