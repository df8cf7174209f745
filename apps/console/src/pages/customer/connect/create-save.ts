import { createSignal } from "solid-js";
import { ApiProblem } from "../../../api/problem.ts";
import { untilAnswered } from "../../../api/retry.ts";
import { makeBrowserSaver } from "./browser-saver.ts";
import type { RegionKnown } from "./region-note.tsx";

/** A failed deployment takes minutes. After this time, the page stops and asks the person. */
const resendForMs = 10 * 60_000;

/** *Save*: seals and sends the token in the field. While nobody answers, it sends the same sealed token again. */
export function createSave(of: {
  connectionId: () => string;
  /** Called with the check of the saved token. */
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
    // Kept now, because the person may leave the page or paste another token before an answer comes.
    const typed = text();
    const connectionId = of.connectionId();
    try {
      // Idempotent: the API recognizes a repeated Save by the id of the credential.
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
      // Churned does not know this region, so the token is tried on all hosts.
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
