import { onCleanup, onMount } from "solid-js";
import { areShortcutsOn } from "./shortcut-choice.ts";
import { findShortcut, type ShortcutAction } from "./shortcuts.ts";

/** Listens for shortcut keys while the component is mounted, except in dialogs. */
export function listenForShortcuts(act: (action: ShortcutAction) => void): void {
  function press(event: KeyboardEvent): void {
    if (!areShortcutsOn() || document.querySelector("dialog[open]") !== null) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const action = findShortcut({
      key: event.key,
      isWithModifier: event.ctrlKey || event.metaKey || event.altKey,
      isTyping:
        target.closest("input, textarea, select, [contenteditable], [tabindex='0']") !== null,
      isOnControl: target.closest("a, button, summary") !== null,
    });
    if (action === undefined) return;
    event.preventDefault();
    act(action);
  }
  onMount(() => {
    window.addEventListener("keydown", press);
    onCleanup(() => window.removeEventListener("keydown", press));
  });
}
