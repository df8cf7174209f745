import type { PasteTexts } from "../paste-texts.ts";

const leaked = "Trek hem voor de zekerheid in, want hij is hier geplakt.";
const aKey = (of: string): string => `Dit is een sleutel van ${of}. ${leaked}`;

export const pastesInDutch: PasteTexts = {
  changes: {
    zero_width: "onzichtbare tekens",
    whitespace: "spaties of een regeleinde",
    curl_command: "het curl-commando eromheen",
    json: "de JSON eromheen",
    markup: "de opmaak eromheen",
    quotes: "aanhalingstekens",
    brackets: "haakjes",
    authorization_header: "“Authorization:”",
    bearer_prefix: "“Bearer ” aan het begin",
    export_assignment: "de naam van een variabele",
    label: "de woorden eromheen",
    percent_encoding: "de procentcodering",
    base64_basic: "de Basic-codering",
    trailing_colon: "een dubbele punt aan het eind",
    punctuation: "een punt of komma aan het eind",
    doubled: "een tweede kopie",
  },
  removed: (what) =>
    `Weggehaald: ${what.length < 2 ? what.join("") : `${what.slice(0, -1).join(", ")} en ${what.at(-1) ?? ""}`}.`,
  mistakes: {
    empty: "Er is niets geplakt.",
    too_short: "Dit is te kort voor een token. Misschien is maar een deel gekopieerd.",
    too_long: "Dit is veel langer dan een token. Kopieer alleen het token.",
    control_characters:
      "Er staan tekens in die in geen enkel token voorkomen. Kopieer het token nog eens.",
    masked:
      "Het midden van het token is verborgen achter puntjes of sterretjes. Planhat laat het maar één keer helemaal zien: vlak nadat het is aangemaakt.",
    cut_short: "Het eindigt op een beletselteken: de rest van het token is niet gekopieerd.",
    several:
      "Hier staat meer dan één tekst die het token kan zijn. Geef alleen de tekst die het is.",
    prose: "Dit zijn woorden, zonder een tekst die het token kan zijn.",
    tenant_uuid:
      "Dit is de UUID van jullie Planhat-omgeving. Die is voor tracking en is niet het API-token.",
    url: "Dit is een webadres, niet het API-token.",
    email: "Dit is een e-mailadres, niet het API-token.",
    private_key: `Dit is een privésleutel. ${leaked}`,
    github: aKey("GitHub"),
    gitlab: aKey("GitLab"),
    stripe: aKey("Stripe"),
    slack: aKey("Slack"),
    aws: aKey("AWS"),
    google: aKey("Google"),
    hubspot: aKey("HubSpot"),
    sendgrid: aKey("SendGrid"),
    ai_provider: aKey("een AI-dienst"),
    other_service: aKey("een andere dienst"),
  },
  warnings: {
    odd_characters:
      "Er staan tekens in die een token bijna nooit heeft: misschien zijn ze per ongeluk meegekopieerd.",
    short: "Het is korter dan de tokens tot nu toe: misschien is een deel niet gekopieerd.",
    cut: "Er staan puntjes in alsof er iets is weggelaten: misschien is het niet helemaal gekopieerd.",
    jwt: "Het heeft de vorm van een inlogtoken (JWT): misschien is het van een andere dienst.",
    planhat_oauth:
      "Het begint als een sleutel van een OAuth-client. Dat is niet het API-token van een service account.",
  },
  testedAllTheSame: "Je kunt het toch opslaan: de test laat zien of het werkt.",
};
