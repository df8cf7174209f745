/** The shortcut keys of the page "Needs someone". Pure. */

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

/** A key, its name in the legend, and its action. */
export const shortcutLegend: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["J", "K"], "move"],
  [["Enter"], "open"],
  [["T"], "test now"],
  [["S"], "snooze"],
  [["E"], "write the mail"],
  [["?"], "all keys"],
];

/** The action of a key. Undefined if the key is no shortcut: in a field, on a control, or with a modifier key. */
export function findShortcut(press: {
  readonly key: string;
  readonly isWithModifier: boolean;
  /** True if the focus is in a field or on a control that uses keys itself. */
  readonly isTyping: boolean;
  /** True if the focus is on a control that Enter activates. */
  readonly isOnControl: boolean;
}): ShortcutAction | undefined {
  if (press.isWithModifier || press.isTyping) return undefined;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const action = actions[key];
  return action === "open" && press.isOnControl ? undefined : action;
}
