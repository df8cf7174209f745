import { createSignal } from "solid-js";

const storageKey = "shortcuts";

function isStoredOff(): boolean {
  try {
    return localStorage.getItem(storageKey) === "off";
  } catch {
    return false;
  }
}

const [areShortcutsOn, setSignal] = createSignal(!isStoredOff());
export { areShortcutsOn };

export function setShortcutsOn(isOn: boolean): void {
  setSignal(isOn);
  try {
    localStorage.setItem(storageKey, isOn ? "on" : "off");
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
