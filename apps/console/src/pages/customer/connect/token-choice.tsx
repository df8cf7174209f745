import { For, Show } from "solid-js";
import { language } from "../../../ui/language.ts";

const words = {
  en: {
    part: (end: string, count: number) => `The one that ends in …${end} (${count} characters)`,
    whole: (count: number) => `All of it: one token, broken over lines (${count} characters)`,
  },
  nl: {
    part: (end: string, count: number) => `Die eindigt op …${end} (${count} tekens)`,
    whole: (count: number) => `Alles: één token, afgebroken over regels (${count} tekens)`,
  },
};

const said = () => words[language()];

/** Lets the person choose the token among several texts of a paste. Each text is shown by its ending and its length. */
export function TokenChoice(props: {
  choices: readonly string[];
  onChoose: (token: string) => void;
}) {
  const label = (choice: string) =>
    props.choices.some((other) => other !== choice && choice.includes(other))
      ? said().whole(choice.length)
      : said().part(choice.slice(-4), choice.length);
  return (
    <Show when={props.choices.length > 0}>
      <ul data-token-choices lang={language()}>
        <For each={props.choices}>
          {(choice) => (
            <li>
              <button type="button" onClick={() => props.onChoose(choice)}>
                {label(choice)}
              </button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
