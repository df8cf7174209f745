/** The texts of the downloads, in both languages of the customer's pages. */
import type { Language } from "../../../ui/language.ts";

interface RecordFileWords {
  readonly title: string;
  readonly reading: string;
  readonly model: string;
  readonly records: string;
  readonly files: string;
  readonly all: string;
  readonly csv: string;
  readonly ndjson: string;
  readonly onItsWay: string;
  readonly deleted: (count: string) => string;
  readonly link: (what: string, format: string) => string;
}

export const recordFileWords: Readonly<Record<Language, RecordFileWords>> = {
  en: {
    title: "Download the records",
    reading: "Counting the records",
    model: "Model",
    records: "Records",
    files: "Files",
    all: "All models",
    csv: "is what is there now, for a spreadsheet.",
    ndjson: "has every record with its last change, deletions too, for a program.",
    onItsWay: "The file is on its way; your browser shows how far it is.",
    deleted: (count) => `+ ${count} deleted`,
    link: (what, format) => `Download ${what} as ${format}`,
  },
  nl: {
    title: "Records downloaden",
    reading: "De records worden geteld",
    model: "Model",
    records: "Records",
    files: "Bestanden",
    all: "Alle modellen",
    csv: "is wat er nu staat, voor een spreadsheet.",
    ndjson:
      "bevat elk record met zijn laatste wijziging, ook wat verwijderd is, voor een programma.",
    onItsWay: "Het bestand is onderweg; uw browser toont hoe ver het is.",
    deleted: (count) => `+ ${count} verwijderd`,
    link: (what, format) => `${what} downloaden als ${format}`,
  },
};
