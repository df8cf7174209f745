import { For } from "solid-js";
import { Dialog } from "../../../ui/dialog.tsx";
import { areShortcutsOn, setShortcutsOn } from "./shortcut-choice.ts";
import { shortcutLegend } from "./shortcuts.ts";

/** Lists all shortcut keys, and can turn them off: with speech input, single letters may start actions by accident. */
export function ShortcutsDialog(props: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={props.open} title="Keys" onClose={() => props.onClose()}>
      <dl data-keys-list>
        <For each={shortcutLegend}>
          {([keys, does]) => (
            <div>
              <dt>
                <For each={keys}>{(key) => <kbd>{key}</kbd>}</For>
              </dt>
              <dd>{does}</dd>
            </div>
          )}
        </For>
      </dl>
      <label data-choice>
        <input
          type="checkbox"
          checked={areShortcutsOn()}
          onChange={(event) => setShortcutsOn(event.currentTarget.checked)}
        />
        Use these keys in this browser
      </label>
    </Dialog>
  );
}

/** The shortcut keys in one line above the list. */
export function ShortcutLegend(props: { onHelp: () => void }) {
  return (
    <p data-keys>
      <For each={shortcutLegend.slice(0, -1)}>
        {([keys, does]) => (
          <span>
            <For each={keys}>{(key) => <kbd>{key}</kbd>}</For> {does}
          </span>
        )}
      </For>
      <button type="button" aria-label="All keys" onClick={() => props.onHelp()}>
        <kbd>?</kbd>
      </button>
    </p>
  );
}
