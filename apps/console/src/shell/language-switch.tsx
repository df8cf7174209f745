import { useQueryClient } from "@tanstack/solid-query";
import { chooseLanguage, language, languageNames } from "../ui/language.ts";
import { Button } from "../ui/button.tsx";

const other = () => (language() === "nl" ? "en" : "nl");

/** Switches to the other language. */
export function LanguageSwitch() {
  const client = useQueryClient();
  return (
    <Button
      variant="quiet"
      lang={other()}
      onClick={() => {
        chooseLanguage(other());
        void client.invalidateQueries();
      }}
    >
      {languageNames[other()]}
    </Button>
  );
}
