import { createSignal, onCleanup } from "solid-js";

/** A number that changes whenever the theme changes, for drawings that read colours from the stylesheet. */
export function createThemeCount(): () => number {
  const [count, setCount] = createSignal(0);
  const raise = (): void => void setCount((before) => before + 1);
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", raise);
  // The choice in the user menu is an attribute of the root.
  const observer = new MutationObserver(raise);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  onCleanup(() => {
    system.removeEventListener("change", raise);
    observer.disconnect();
  });
  return count;
}
