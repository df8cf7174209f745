import type { TokenChange } from "@churned/planhat-client/inspect-token";
import { type Accessor, createMemo, createSignal, onMount } from "solid-js";
import { language } from "../../../ui/language.ts";
import type * as pasteReader from "./paste-reader.ts";

/** Reads what is pasted or typed into the token's field. Nothing of it leaves the page here. */
export function createPaste(of: {
  readonly text: Accessor<string>;
  readonly onText: (text: string) => void;
  /** A page's address was pasted, which names a region. */
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

  /** Where it cannot be loaded a paste is taken as it is: the worker that tests a token reads it by the same rules. */
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
    // A one-line field would drop line breaks in silence; here they are seen and said.
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const whole =
      value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? value.length);
    // What was pasted is there at once, whatever becomes of the reader, and is read when that comes.
    let known = reader();
    if (known === undefined) {
      of.onText(whole.trim());
      known = await loadReader();
      if (known === undefined || of.text() !== whole.trim()) return;
    }
    const found = known.inspectToken(whole);
    // The address of a page of their Planhat is no token, yet it tells where the token works.
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
    /** Takes one of `choices` as the token. */
    choose: (token: string): void => {
      setRemoved(["label"]);
      of.onText(token);
    },
    /** What was taken off, what is wrong, what looks odd: in sentences. */
    notes,
    /** The texts in the paste that may be the token, where there are several. */
    choices: () => inspection()?.problem?.choices ?? [],
    isWrongSecret: () => inspection()?.problem?.kind === "wrong_secret",
    /** What Save sends. */
    token: () => inspection()?.token ?? of.text().trim(),
  };
}
