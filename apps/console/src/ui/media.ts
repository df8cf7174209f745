import { createSignal, onCleanup } from "solid-js";

/** True while the screen is as narrow as the stylesheets' first breakpoint. */
export function createIsNarrow(): () => boolean {
  const query = window.matchMedia("(max-width: 760px)");
  const [isNarrow, setIsNarrow] = createSignal(query.matches);
  const follow = (): void => void setIsNarrow(query.matches);
  query.addEventListener("change", follow);
  onCleanup(() => query.removeEventListener("change", follow));
  return isNarrow;
}
