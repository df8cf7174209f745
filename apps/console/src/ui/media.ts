import { createSignal, onCleanup } from "solid-js";

/** True while a media query matches. */
export function createMedia(condition: string): () => boolean {
  const query = window.matchMedia(condition);
  const [fits, setFits] = createSignal(query.matches);
  const follow = (): void => void setFits(query.matches);
  query.addEventListener("change", follow);
  onCleanup(() => query.removeEventListener("change", follow));
  return fits;
}

/** True below the first breakpoint of the stylesheets. */
export function createIsNarrow(): () => boolean {
  return createMedia("(max-width: 760px)");
}
