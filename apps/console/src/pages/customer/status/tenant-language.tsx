import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, For } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import type { Connection } from "../../../api/types.ts";
import { type Language, languageNames, languages } from "../../../ui/language.ts";
import { Card } from "../../../ui/card.tsx";
import { showToast } from "../../../ui/toast.tsx";
import "../../../ui/segments.css";

/** The language of mails to this tenant. The language of the pages is chosen in the account menu. */
export function TenantLanguage(props: { connection: Connection }) {
  const client = useQueryClient();
  const [isBusy, setIsBusy] = createSignal(false);

  async function choose(language: Language): Promise<void> {
    setIsBusy(true);
    try {
      await call("setLanguage", { id: props.connection.tenantId, body: { language } });
      await client.invalidateQueries({ queryKey: ["connection"] });
      showToast(`Mails come in ${language === "nl" ? "Dutch" : "English"} from now on.`);
    } catch (error) {
      showToast(error instanceof ApiProblem ? error.message : "It was not changed.", "warn");
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Card title="Language of mails">
      <div data-language>
        <p data-muted>When something must be done, Churned writes to you in this language.</p>
        <fieldset data-segments disabled={isBusy()}>
          <legend data-unseen>Language of mails</legend>
          <For each={languages}>
            {(language) => (
              <label lang={language}>
                <input
                  type="radio"
                  name="tenant-language"
                  checked={props.connection.language === language}
                  onChange={() => void choose(language)}
                />
                {languageNames[language]}
              </label>
            )}
          </For>
        </fieldset>
      </div>
    </Card>
  );
}
