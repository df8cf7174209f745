import { createSignal, onCleanup } from "solid-js";

/** True while the screen fits a media query. */
export function createMedia(condition: string): () => boolean {
  const query = window.matchMedia(condition);
  const [fits, setFits] = createSignal(query.matches);
  const follow = (): void => void setFits(query.matches);
  query.addEventListener("change", follow);
  onCleanup(() => query.removeEventListener("change", follow));
  return fits;
}

/** True while the screen is as narrow as the stylesheets' first breakpoint. */
export function createIsNarrow(): () => boolean {
  return createMedia("(max-width: 760px)");
}
