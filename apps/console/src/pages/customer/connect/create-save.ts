import { createSignal } from "solid-js";
import { ApiProblem } from "../../../api/problem.ts";
import { untilAnswered } from "../../../api/retry.ts";
import { makeBrowserSaver } from "./browser-saver.ts";
import type { RegionKnown } from "./region-note.tsx";

/** A deploy that goes wrong takes minutes; after that a person decides. */
const resendForMs = 10 * 60_000;

/** *Save*: seals and sends what is in the field, and sends the very same again while nobody answers. */
export function createSave(of: {
  connectionId: () => string;
  /** The check of what was saved. */
  onSaved: (checkId: string) => void;
}) {
  const saver = makeBrowserSaver();
  const [text, setText] = createSignal("");
  const [savedText, setSavedText] = createSignal<string>();
  const [region, setRegion] = createSignal<RegionKnown>();
  const [isSaving, setIsSaving] = createSignal(false);
  const [isResending, setIsResending] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>();

  async function save(token: string): Promise<void> {
    setIsSaving(true);
    setProblem(undefined);
    // The page may be left, or another token pasted, before there is an answer.
    const typed = text();
    const connectionId = of.connectionId();
    try {
      // The API knows the same Save by its credential's id: sent again, it changes nothing.
      const checkId = await untilAnswered(() => saveWithRegion(connectionId, token), {
        forMs: resendForMs,
        onUnanswered: () => setIsResending(true),
      });
      if (text() === typed) setText(token);
      setSavedText(token);
      of.onSaved(checkId);
    } catch (error) {
      setProblem(error);
    } finally {
      setIsSaving(false);
      setIsResending(false);
    }
  }

  async function saveWithRegion(connectionId: string, token: string): Promise<string> {
    const known = region();
    if (known === undefined || known.isUnknown) return await saver.save(connectionId, token);
    try {
      return await saver.save(connectionId, token, known.name);
    } catch (error) {
      const isRefused =
        error instanceof ApiProblem && error.errors.some(({ path }) => path === "host");
      if (!isRefused) throw error;
      // A region that Churned does not know keeps no token from being tried everywhere else.
      setRegion({ ...known, isUnknown: true });
      return await saver.save(connectionId, token);
    }
  }

  return {
    save,
    text,
    setText,
    savedText,
    region,
    setRegion,
    isSaving,
    isResending,
    problem,
    settle: () => saver.settle(),
    hasUnsavedText: () => text() !== "" && text() !== savedText(),
  };
}
