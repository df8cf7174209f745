import { For, Show } from "solid-js";
import { language } from "../../../language.ts";

const words = {
  en: (end: string, count: number) => `The one that ends in …${end} (${count} characters)`,
  nl: (end: string, count: number) => `Die eindigt op …${end} (${count} tekens)`,
};

/** Which of the texts in a paste is the token, told by their ends and lengths; one click takes it. */
export function TokenChoice(props: {
  choices: readonly string[];
  onChoose: (token: string) => void;
}) {
  return (
    <Show when={props.choices.length > 0}>
      <ul data-token-choices lang={language()}>
        <For each={props.choices}>
          {(choice) => (
            <li>
              <button type="button" onClick={() => props.onChoose(choice)}>
                {words[language()](choice.slice(-4), choice.length)}
              </button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
