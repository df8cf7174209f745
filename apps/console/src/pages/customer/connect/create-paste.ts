import type { TokenChange } from "@churned/planhat-client/inspect-token";
import { type Accessor, createMemo, createSignal, onMount } from "solid-js";
import { language } from "../../../ui/language.ts";
import type * as pasteReader from "./paste-reader.ts";

/** Cleans and inspects the text in the token's field. Nothing leaves the page. */
export function createPaste(of: {
  readonly text: Accessor<string>;
  readonly onText: (text: string) => void;
  /** Called when the pasted text is the address of a page in Planhat, which names a region. */
  readonly onRegion: (region: string) => void;
}) {
  const [removed, setRemoved] = createSignal<readonly TokenChange[]>([]);
  const [reader, setReader] = createSignal<typeof pasteReader>();
  const inspection = createMemo(() => reader()?.inspectToken(of.text()));
  const notes = createMemo(() => {
    const found = inspection();
    if (found === undefined) return [];
    return reader()?.describePaste({ ...found, changes: removed() }, language()) ?? [];
  });
  onMount(() => void loadReader());

  /** If the code does not load, the text is used unchanged. The worker applies the same rules before a test. */
  async function loadReader(): Promise<typeof pasteReader | undefined> {
    try {
      const loaded = reader() ?? (await import("./paste-reader.ts"));
      setReader(loaded);
      return loaded;
    } catch {
      return undefined;
    }
  }

  async function take(event: ClipboardEvent & { currentTarget: HTMLInputElement }): Promise<void> {
    const pasted = event.clipboardData?.getData("text/plain");
    if (pasted === undefined) return;
    // A one-line field would silently drop line breaks, but the inspection needs them.
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const whole =
      value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? value.length);
    // The field shows the pasted text at once. The inspection follows when its code has loaded.
    let known = reader();
    if (known === undefined) {
      of.onText(whole.trim());
      known = await loadReader();
      if (known === undefined || of.text() !== whole.trim()) return;
    }
    const found = known.inspectToken(whole);
    // The address of a page in Planhat is not a token, but it names the region of the token.
    if (found.problem?.region !== undefined) {
      setRemoved([]);
      of.onText("");
      of.onRegion(found.problem.region);
      return;
    }
    setRemoved(found.token === null ? [] : found.changes);
    of.onText(found.token ?? whole.trim());
  }

  return {
    take,
    type: (text: string): void => {
      setRemoved([]);
      of.onText(text);
    },
    /** Uses one of `choices` as the token. */
    choose: (token: string): void => {
      setRemoved(["label"]);
      of.onText(token);
    },
    /** Sentences about removed text, mistakes, and unusual properties of the pasted text. */
    notes,
    /** The texts that may be the token, if there are several. */
    choices: () => inspection()?.problem?.choices ?? [],
    isWrongSecret: () => inspection()?.problem?.kind === "wrong_secret",
    /** The token to save. */
    token: () => inspection()?.token ?? of.text().trim(),
  };
}
