import { For } from "solid-js";
import type { ConnectionInboxItem } from "../../../api/types.ts";
import { languageNames, languages } from "../../../ui/language.ts";
import type { createMail } from "./create-mail.ts";

/** The language of all mails to the tenant. It cannot be changed while the text is being edited. */
export function MailLanguage(props: {
  item: ConnectionInboxItem;
  mail: ReturnType<typeof createMail>;
}) {
  return (
    <label data-mail-language>
      <span data-unseen>Language of this tenant’s mails</span>
      <select
        data-input
        disabled={props.mail.isEdited() || props.mail.isBusy()}
        title="The language of all mails to this tenant"
        onChange={(event) =>
          void props.mail.speak(event.currentTarget.value === "nl" ? "nl" : "en")
        }
      >
        <For each={languages}>
          {(language) => (
            <option value={language} selected={props.item.mail.language === language}>
              {languageNames[language]}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}
