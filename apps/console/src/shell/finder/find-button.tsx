import Search from "lucide-solid/icons/search";
import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { loadLater } from "../load-later.tsx";
import "./find-button.css";

const Finder = loadLater(
  () => import("./finder.tsx"),
  () => null,
);

/** The button that opens the search for connections and pages. Ctrl-K, ⌘K and `/` open it too. */
export default function FindButton() {
  const [isOpen, setIsOpen] = createSignal(false);
  function press(event: KeyboardEvent): void {
    if (document.querySelector("dialog[open]") !== null) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const isWithCtrl = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const isTyping = target.closest("input, textarea, select, [contenteditable]") !== null;
    const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey;
    if (!isWithCtrl && !isSlash) return;
    event.preventDefault();
    setIsOpen(true);
  }
  onMount(() => {
    window.addEventListener("keydown", press);
    onCleanup(() => window.removeEventListener("keydown", press));
  });
  return (
    <>
      <button
        type="button"
        data-find
        aria-keyshortcuts="Control+K Meta+K /"
        onPointerEnter={() => void Finder.preload()}
        onClick={() => setIsOpen(true)}
      >
        <Search size={16} />
        <span>Find</span>
        <kbd aria-hidden="true">Ctrl K</kbd>
      </button>
      <Show when={isOpen()}>
        <Finder onClose={() => setIsOpen(false)} />
      </Show>
    </>
  );
}
