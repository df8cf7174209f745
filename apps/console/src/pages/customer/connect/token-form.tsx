import type { TokenChange } from "@churned/planhat-client/inspect-token";
import Eye from "lucide-solid/icons/eye";
import EyeOff from "lucide-solid/icons/eye-off";
import { createMemo, createSignal, createUniqueId, For, onMount, Show } from "solid-js";
import { type Language, language } from "../../../ui/language.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { StateShape } from "../../../ui/state.tsx";
import type * as pasteReader from "./paste-reader.ts";
import { RegionNote } from "./region-note.tsx";
import { TokenChoice } from "./token-choice.tsx";
import "./token-form.css";

/** What is known of the region: `us3`; `isUnknown` where Churned has no such one, and tries all. */
export interface RegionKnown {
  readonly name: string;
  readonly isUnknown: boolean;
}

export interface TokenFormProps {
  text: string;
  onText: (text: string) => void;
  /** What is said of a token that is stored already. */
  stored: string | undefined;
  busy: boolean;
  /** Churned does not answer, and the same Save is sent again until it does. */
  isResending: boolean;
  problem: unknown;
  /** True where Save is what comes next. */
  isNext: boolean;
  onSave: (token: string) => void;
  /** The region of their Planhat, where a page's address told it. */
  region: RegionKnown | undefined;
  onRegion: (region: string | undefined) => void;
  /** Somebody is about to paste: time to fetch what sealing needs. */
  onReach: () => void;
  ref: (input: HTMLInputElement) => void;
}

const resendingWords: Readonly<Record<Language, string>> = {
  en: "Churned does not answer. The same Save is sent again by itself until it does; arriving twice changes nothing. Keep this page open.",
  nl: "Churned antwoordt niet. Dezelfde Save wordt vanzelf opnieuw verstuurd tot er antwoord komt; twee keer aankomen verandert niets. Houd deze pagina open.",
};

/** The field for the token. What is pasted is cleaned and commented on before anything leaves the page. */
export function TokenForm(props: TokenFormProps) {
  const id = createUniqueId();
  const [isShown, setIsShown] = createSignal(false);
  const [isEmptyPress, setIsEmptyPress] = createSignal(false);
  const [removed, setRemoved] = createSignal<readonly TokenChange[]>([]);
  const [reader, setReader] = createSignal<typeof pasteReader>();
  const inspection = createMemo(() => reader()?.inspectToken(props.text));
  const notes = createMemo(() => {
    const found = inspection();
    if (found === undefined) return [];
    return reader()?.describePaste({ ...found, changes: removed() }, language()) ?? [];
  });
  const lastFour = () => (props.text.length >= 12 ? props.text.slice(-4) : "");
  const choices = () => inspection()?.problem?.choices ?? [];
  let field: HTMLInputElement | undefined;
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

  async function takePaste(
    event: ClipboardEvent & { currentTarget: HTMLInputElement },
  ): Promise<void> {
    const pasted = event.clipboardData?.getData("text/plain");
    if (pasted === undefined) return;
    // A one-line field would drop line breaks in silence; here they are seen and said.
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const whole =
      value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? value.length);
    setIsEmptyPress(false);
    // What was pasted is there at once, whatever becomes of the reader, and is read when that comes.
    let known = reader();
    if (known === undefined) {
      props.onText(whole.trim());
      known = await loadReader();
      if (known === undefined || props.text !== whole.trim()) return;
    }
    const found = known.inspectToken(whole);
    // The address of a page of their Planhat is no token, yet it tells where the token works.
    if (found.problem?.region !== undefined) {
      setRemoved([]);
      props.onText("");
      props.onRegion(found.problem.region);
      return;
    }
    setRemoved(found.token === null ? [] : found.changes);
    props.onText(found.token ?? whole.trim());
  }

  function choose(token: string): void {
    setRemoved(["label"]);
    props.onText(token);
    field?.focus();
  }

  function save(): void {
    if (props.text.trim() === "") {
      setIsEmptyPress(true);
      field?.focus();
      return;
    }
    // Which of them is meant is asked, and none is tried.
    if (choices().length > 0) return;
    props.onSave(inspection()?.token ?? props.text.trim());
  }

  return (
    <Card>
      <form
        data-token-form
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.busy) save();
        }}
      >
        <label for={id}>API access token</label>
        <p>
          Sealed in this browser before it leaves. Only the worker that calls Planhat can open it;
          nobody at Churned can read it.
        </p>
        <div data-token-row>
          <div data-token-field>
            <input
              ref={(element) => {
                field = element;
                props.ref(element);
              }}
              id={id}
              data-input
              data-masked={isShown() ? undefined : ""}
              type="text"
              name="planhat-token"
              autocomplete="off"
              autocapitalize="off"
              autocorrect="off"
              spellcheck={false}
              data-1p-ignore
              data-lpignore="true"
              placeholder="Paste it here"
              aria-describedby={`${id}-notes`}
              aria-invalid={inspection()?.problem?.kind === "wrong_secret" || isEmptyPress()}
              value={props.text}
              onFocus={() => props.onReach()}
              onPaste={(event) => void takePaste(event)}
              onInput={(event) => {
                setRemoved([]);
                setIsEmptyPress(false);
                props.onText(event.currentTarget.value);
              }}
            />
            <Show when={lastFour() !== "" && !isShown()}>
              <code aria-hidden="true">{lastFour()}</code>
            </Show>
            <button
              type="button"
              aria-label={isShown() ? "Hide the token" : "Show the token"}
              aria-pressed={isShown()}
              onClick={() => setIsShown(!isShown())}
            >
              {isShown() ? <Eye size={16} /> : <EyeOff size={16} />}
            </button>
          </div>
          <Button type="submit" look={props.isNext ? "filled" : "outline"} busy={props.busy}>
            {props.busy ? "Saving…" : "Save"}
          </Button>
        </div>
        <div id={`${id}-notes`} data-token-notes aria-live="polite">
          <For each={notes()}>
            {(note) => (
              <p lang={language()} data-tone={note.tone}>
                <StateShape tone={note.tone} size={14} />
                {note.text}
              </p>
            )}
          </For>
          <TokenChoice choices={choices()} onChoose={choose} />
          <Show when={props.region}>
            {(region) => (
              <RegionNote
                region={region()}
                isTokenMissing={props.text === ""}
                onForget={() => props.onRegion(undefined)}
              />
            )}
          </Show>
          <Show when={isEmptyPress()}>
            <p data-tone="bad">
              <StateShape tone="bad" size={14} />
              Paste the token first. It comes from steps 5 and 6.
            </p>
          </Show>
          <Show
            when={
              notes().length === 0 && !isEmptyPress() && props.region === undefined && props.stored
            }
          >
            <p>{props.stored}</p>
          </Show>
        </div>
        <div role="status" lang={language()}>
          <Show when={props.isResending}>
            <p data-resending data-tone="busy">
              <StateShape tone="busy" size={14} turning />
              <span>{resendingWords[language()]}</span>
            </p>
          </Show>
        </div>
        <Show when={props.problem}>
          <ProblemNote title="The token was not saved" problem={props.problem} />
        </Show>
      </form>
    </Card>
  );
}
