import type { PageWords } from "./texts.ts";

const nothing = (): readonly string[] => [];

const openAccount =
  "Open in Planhat (app.planhat.com) Service Accounts › het account dat voor Churned is gemaakt. In de nieuwe interface (ws.planhat.com) is dat App Center › Private apps › de app voor Churned.";

const newToken: readonly string[] = [
  openAccount,
  "Klik onder INFO op Generate New Token en kopieer het token. Planhat laat het maar één keer zien.",
  "Kom terug, plak het en klik op Save.",
];

const leaked = "Trek hem voor de zekerheid in, want hij is hier geplakt.";
const aKey = (of: string): string => `Dit is een sleutel van ${of}. ${leaked}`;
const kept =
  "Dat zegt niets over het token: dat blijft verzegeld bewaard en wordt vanzelf opnieuw getest.";

/** Dutch, as Churned speaks it at home: plain, and with "je". */
export const nl: PageWords = {
  join: (parts) =>
    parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} en ${parts.at(-1) ?? ""}`,
  more: (count) => `nog ${count}`,

  pastes: {
    empty: "Er is niets geplakt.",
    too_short: "Dit is te kort voor een token. Misschien is maar een deel gekopieerd.",
    control_characters: "Er staan tekens in die in geen enkel token voorkomen.",
    masked:
      "Het midden van het token is verborgen achter puntjes of sterretjes. Planhat laat het maar één keer helemaal zien: vlak nadat het is aangemaakt.",
    tenant_uuid:
      "Dit is de UUID van jullie Planhat-omgeving. Die is voor tracking en is niet het API-token.",
    url: "Dit is een webadres, niet het API-token.",
    email: "Dit is een e-mailadres, niet het API-token.",
    jwt: "Dit is een inlogtoken van een andere dienst, niet het API-token van Planhat.",
    private_key: `Dit is een privésleutel. ${leaked}`,
    planhat_oauth:
      "Dit is een OAuth-sleutel van Planhat, niet het API-token van een service account.",
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

  verdicts: {
    connected: {
      name: "Gekoppeld",
      title: () => "Planhat is gekoppeld",
      explanation: () =>
        "Het token werkt en geeft toegang tot alles wat Churned voor de voorspellingen nodig heeft.",
      remedy: nothing,
    },
    connected_partially: {
      name: "Deels gekoppeld",
      title: ({ list }) => `Planhat is gekoppeld, maar zonder ${list}`,
      explanation: ({ list }) =>
        `Het token werkt, maar geeft geen toegang tot ${list}. De voorspellingen werken ook zonder, en worden beter met alles wat je toevoegt.`,
      remedy: ({ labels }) => [
        `Als je wilt: ${openAccount.charAt(0).toLowerCase()}${openAccount.slice(1)}`,
        `Vink onder PERMISSIONS View aan bij ${nl.join(labels)}.`,
        "Kom terug en klik op Test again. Het token blijft hetzelfde.",
      ],
    },
    malformed_token: {
      name: "Geen volledig token",
      title: () => "Dit lijkt geen volledig token",
      explanation: ({ detail }) =>
        `${detail || "Een API-token is één lange regel met letters en cijfers."} Er is niets naar Planhat gestuurd en wat je plakte is niet bewaard.`,
      remedy: () => newToken,
    },
    wrong_secret: {
      name: "Ander soort sleutel",
      title: () => "Dit is een ander soort sleutel",
      explanation: ({ detail }) =>
        `${detail || "Dit is niet het API-token van Planhat."} Er is niets naar Planhat gestuurd en wat je plakte is niet bewaard.`,
      remedy: () => newToken,
    },
    token_rejected: {
      name: "Token geweigerd",
      title: () => "Planhat kent dit token niet",
      explanation: () =>
        "Alle regio's van Planhat weigeren het: het is verwijderd, het service account staat op pauze of is uitgeschakeld, of er is bij het kopiëren een stuk weggevallen. Zonder werkend token lezen we niets nieuws; wat we al hadden, blijft staan.",
      remedy: () => [
        "Staat het service account in Planhat alleen op pauze? Zet het weer aan en test opnieuw; een nieuw token is dan niet nodig.",
        ...newToken,
      ],
    },
    wrong_region: {
      name: "Andere regio",
      title: () => "Dit token hoort bij een andere regio van Planhat",
      explanation: ({ detail }) =>
        `De regio die je opgaf weigert het token, en ${detail || "een andere regio"} accepteert het. We lezen niets tot de regio klopt.`,
      remedy: ({ detail }) => [
        detail === ""
          ? "Klik op Test again: dan vinden we de juiste regio zelf."
          : `Klik op Test again: dan gebruiken we regio ${detail}.`,
      ],
    },
    missing_permissions: {
      name: "Rechten ontbreken",
      title: ({ list }) => `Het token werkt, maar geeft geen toegang tot ${list}`,
      explanation: ({ list }) =>
        `Zonder ${list} kan Churned niets voorspellen. Het token blijft hetzelfde; je hoeft niets opnieuw te plakken.`,
      remedy: ({ labels }) => [
        openAccount,
        ...labels.map((label) => `Zoek onder PERMISSIONS ${label} op en vink View aan.`),
        "Kom terug en klik op Test again.",
      ],
    },
    restricted_view: {
      name: "Slechts een deel zichtbaar",
      title: () => "Het token werkt, maar toont slechts een deel van jullie Planhat",
      explanation: ({ detail }) =>
        `We krijgen minder te zien dan er is${detail === "" ? "" : ` (${detail})`}, waarschijnlijk door een beperking op portfolio of door verborgen velden. Over wat ontbreekt, kan Churned niets voorspellen.`,
      remedy: () => [
        openAccount,
        "Geef het account onder PERMISSIONS toegang tot alle bedrijven in plaats van een portfolio, en tot alle velden. Kom daarna terug en klik op Test again.",
        "Of bevestig in Churned dat alleen dit deel gelezen moet worden.",
      ],
    },
    different_planhat: {
      name: "Andere Planhat",
      title: () => "Dit token hoort bij een andere Planhat dan eerst",
      explanation: () =>
        "De gegevens die we al hebben, komen uit een andere Planhat-omgeving. We voegen die twee niet samen: met dit token lezen we niets tot Churned de wijziging heeft bevestigd.",
      remedy: () => [
        "Klopt de wijziging? Laat het Churned weten. Zodra wij hem bevestigen, wissen we de eerdere gegevens en lezen we de nieuwe Planhat vanaf het begin.",
        "Klopt hij niet? Maak dan een token aan in de Planhat die je eerder gebruikte en plak dat.",
      ],
    },
    throttled: {
      name: "Afgeremd",
      title: ({ detail }) =>
        detail === ""
          ? "Planhat vraagt ons het rustiger aan te doen"
          : "We wachten even voordat we Planhat weer vragen",
      explanation: ({ detail }) =>
        detail === ""
          ? `De limiet voor aanvragen bij Planhat is bereikt. Die geldt per minuut, voor iedereen die deze Planhat leest. ${kept}`
          : `Dit is onze eigen wachttijd; Planhat heeft niets geweigerd. We doen hoogstens 200 aanvragen per minuut voor een verbinding, en die zijn op. De test gaat na ${detail} vanzelf verder. ${kept}`,
      remedy: nothing,
    },
    planhat_down: {
      name: "Storing bij Planhat",
      title: () => "Planhat werkt op dit moment niet",
      explanation: () => `Planhat antwoordt met eigen foutmeldingen. ${kept}`,
      remedy: nothing,
    },
    unreachable: {
      name: "Planhat onbereikbaar",
      title: () => "Planhat was niet bereikbaar",
      explanation: () => `Er kwam niet op tijd antwoord. ${kept}`,
      remedy: nothing,
    },
    unexpected_answer: {
      name: "Onverwacht antwoord",
      title: () => "Iets anders dan Planhat gaf antwoord",
      explanation: () =>
        `Het antwoord kwam niet van Planhat. ${kept} Houdt het aan, dan krijgen de mensen van Churned bericht.`,
      remedy: nothing,
    },
    our_fault: {
      name: "Fout bij ons",
      title: () => "Er ging bij ons iets mis",
      explanation: () => `${kept} Houdt het aan, dan krijgen de mensen van Churned bericht.`,
      remedy: nothing,
    },
  },
};
