/** Which key does what in "Needs someone". Pure. */

export type ShortcutAction = "next" | "previous" | "open" | "test" | "snooze" | "mail" | "help";

const actions: Readonly<Record<string, ShortcutAction>> = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  Enter: "open",
  t: "test",
  s: "snooze",
  e: "mail",
  "?": "help",
};

/** A key as the legend shows it, and what it does. */
export const shortcutLegend: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["J", "K"], "move"],
  [["Enter"], "open"],
  [["T"], "test now"],
  [["S"], "snooze"],
  [["E"], "write the mail"],
  [["?"], "all keys"],
];

/** Undefined where the key is not ours: in a field, on a control, or together with another key. */
export function findShortcut(press: {
  readonly key: string;
  readonly isWithModifier: boolean;
  /** Somebody types, or a control has its own use for keys. */
  readonly isTyping: boolean;
  /** The focus is on a control that Enter presses. */
  readonly isOnControl: boolean;
}): ShortcutAction | undefined {
  if (press.isWithModifier || press.isTyping) return undefined;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const action = actions[key];
  return action === "open" && press.isOnControl ? undefined : action;
}
