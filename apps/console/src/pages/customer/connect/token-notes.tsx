import type { PasteNote } from "@churned/domain/paste";
import { For, type JSX, Show } from "solid-js";
import { language } from "../../../ui/language.ts";
import { StateShape } from "../../../ui/state.tsx";
import { type RegionKnown, RegionNote } from "./region-note.tsx";
import { TokenChoice } from "./token-choice.tsx";

/** Notes under the token's field. Screen readers announce them. */
export function TokenNotes(props: {
  id: string;
  notes: readonly PasteNote[];
  choices: readonly string[];
  onChoose: (token: string) => void;
  region: RegionKnown | undefined;
  isTokenMissing: boolean;
  onForgetRegion: () => void;
  /** True if Save was pressed while the field was empty. */
  isEmptyPress: boolean;
  /** Shown if there is no note. */
  children: JSX.Element;
}) {
  const isSilent = () =>
    props.notes.length === 0 && !props.isEmptyPress && props.region === undefined;
  return (
    <div id={props.id} data-token-notes aria-live="polite">
      <For each={props.notes}>
        {(note) => (
          <p lang={language()} data-tone={note.tone}>
            <StateShape tone={note.tone} size={14} />
            {note.text}
          </p>
        )}
      </For>
      <TokenChoice choices={props.choices} onChoose={props.onChoose} />
      <Show when={props.region}>
        {(region) => (
          <RegionNote
            region={region()}
            isTokenMissing={props.isTokenMissing}
            onForget={() => props.onForgetRegion()}
          />
        )}
      </Show>
      <Show when={props.isEmptyPress}>
        <p data-tone="bad">
          <StateShape tone="bad" size={14} />
          Paste the token first. It comes from steps 5 and 6.
        </p>
      </Show>
      <Show when={isSilent() && props.children}>
        <p>{props.children}</p>
      </Show>
    </div>
  );
}
