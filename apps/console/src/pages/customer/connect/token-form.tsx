import { createSignal, createUniqueId, onMount, Show } from "solid-js";
import { ProblemNote } from "../../../shell/problem-note.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { type Language, language } from "../../../ui/language.ts";
import { StateShape } from "../../../ui/state.tsx";
import { createPaste } from "./create-paste.ts";
import type { RegionKnown } from "./region-note.tsx";
import { TokenField } from "./token-field.tsx";
import { TokenNotes } from "./token-notes.tsx";
import "./token-form.css";

export interface TokenFormProps {
  text: string;
  onText: (text: string) => void;
  /** A note about the stored token, if there is one. */
  stored: string | undefined;
  busy: boolean;
  /** True while Churned does not answer and the same Save is repeated. */
  isResending: boolean;
  problem: unknown;
  /** True if Save is the next step. */
  isNext: boolean;
  onSave: (token: string) => void;
  /** The region, if a pasted address named one. */
  region: RegionKnown | undefined;
  onRegion: (region: string | undefined) => void;
  /** Called on focus, to load the sealing code before Save needs it. */
  onReach: () => void;
  ref: (input: HTMLInputElement) => void;
}

const resendingWords: Readonly<Record<Language, string>> = {
  en: "Churned does not answer. The same Save is sent again by itself until it does; arriving twice changes nothing. Keep this page open.",
  nl: "Churned antwoordt niet. Dezelfde Save wordt vanzelf opnieuw verstuurd tot er antwoord komt; twee keer aankomen verandert niets. Houd deze pagina open.",
};

/** The form for the token. It cleans a pasted text, and shows notes about it before anything is sent. */
export function TokenForm(props: TokenFormProps) {
  const id = createUniqueId();
  const [isEmptyPress, setIsEmptyPress] = createSignal(false);
  const paste = createPaste({
    text: () => props.text,
    onText: (text) => {
      setIsEmptyPress(false);
      props.onText(text);
    },
    onRegion: (region) => props.onRegion(region),
  });
  let field: HTMLInputElement | undefined;
  // Nobody reaches the field through the links of the guide. Where the person already uses another element, the focus
  // stays there. On a phone the focus would open the keyboard over the guide.
  onMount(() => {
    const isFree = document.activeElement === document.body;
    if (props.isNext && isFree && matchMedia("(min-width: 761px)").matches) field?.focus();
  });

  function save(): void {
    if (props.text.trim() === "") {
      setIsEmptyPress(true);
      field?.focus();
      return;
    }
    // The person must first choose one of the texts.
    if (paste.choices().length > 0) return;
    props.onSave(paste.token());
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
          <TokenField
            id={id}
            describedBy={`${id}-notes`}
            text={props.text}
            isInvalid={paste.isWrongSecret() || isEmptyPress()}
            onFocus={() => props.onReach()}
            onPaste={(event) => void paste.take(event)}
            onType={paste.type}
            ref={(input) => {
              field = input;
              props.ref(input);
            }}
          />
          <Button type="submit" variant={props.isNext ? "filled" : "outline"} busy={props.busy}>
            {props.busy ? "Saving…" : "Save"}
          </Button>
        </div>
        <TokenNotes
          id={`${id}-notes`}
          notes={paste.notes()}
          choices={paste.choices()}
          onChoose={(token) => {
            paste.choose(token);
            field?.focus();
          }}
          region={props.region}
          isTokenMissing={props.text === ""}
          onForgetRegion={() => props.onRegion(undefined)}
          isEmptyPress={isEmptyPress()}
        >
          {props.stored}
        </TokenNotes>
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
