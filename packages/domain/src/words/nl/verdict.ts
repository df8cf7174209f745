import type { Facts, PageWords } from "../verdict-texts.ts";

const nothing = (): readonly string[] => [];

const newToken = ({ openAccount }: Facts): readonly string[] => [
  openAccount,
  "Klik onder INFO op Generate New Token en kopieer het token. Planhat laat het maar één keer zien.",
  "Kom terug, plak het en klik op Save.",
];

/**
 * Names all permissions in one step, so that nobody has to open Planhat once for each. A tenant may have renamed the
 * models.
 */
const tickView = (boxes: readonly string[]): string =>
  `Vink onder PERMISSIONS View aan bij ${nl.join(boxes)}. In jullie Planhat ${boxes.length === 1 ? "kan dat" : "kunnen die"} anders heten.`;

const kept =
  "Dat zegt niets over het token: dat blijft verzegeld bewaard en wordt vanzelf opnieuw getest.";

/** The meaning of a status with which Planhat refuses every request of the token, and who can act. */
const explainWithheld = (status: number): string =>
  status === 402
    ? "Planhat weigerde met status 402: het abonnement of een factuur van deze Planhat staat het niet toe. Wie het Planhat-abonnement beheert, kan dat oplossen."
    : `Planhat weigerde met status ${status}: de gegevens zijn weggehaald of op slot gezet. Alleen Planhat kan zeggen waarom; vraag het hun support.`;

/** The Dutch texts are plain, and use the informal "je". */
export const nl: PageWords = {
  join: (parts) =>
    parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} en ${parts.at(-1) ?? ""}`,
  more: (count) => `nog ${count}`,
  pending: (list) =>
    `${list}: nog geen antwoord. Daar wordt nog naar gekeken; deze uitkomst wordt ermee aangevuld.`,
  notCalled: (list, until) =>
    `${list}: nog niet gevraagd, omdat ${until === "" ? "Planhat ons vroeg te wachten" : `we hoogstens 200 aanvragen per minuut doen voor een verbinding, en die tot ${until} op zijn`}. De volgende test, die vanzelf komt, vraagt ernaar.`,

  openAccount: {
    both: "Open in Planhat (app.planhat.com) Service Accounts › het account dat voor Churned is gemaakt. In de nieuwe interface (ws.planhat.com) is dat App Center › Private apps › de app voor Churned.",
    classic:
      "Open in Planhat (app.planhat.com) Service Accounts › het account dat voor Churned is gemaakt.",
    new: "Open in Planhat (ws.planhat.com) App Center › Private apps › de app die voor Churned is gemaakt.",
  },

  answers: {
    rejected: (hosts) => `geweigerd door ${hosts}`,
    rejected_unproven: (hosts) => `geweigerd door ${hosts}, maar niet in de woorden van Planhat`,
    forbidden: (hosts) => `geen toestemming van ${hosts}`,
    forbidden_unproven: (hosts) => `zonder reden geweigerd door ${hosts}`,
    not_found: (hosts) => `niets gevonden op ${hosts}`,
    invalid: (hosts) => `een vraag niet geaccepteerd door ${hosts}`,
    blocked: (hosts) => `een weigering op ${hosts} die niet van Planhat komt`,
    throttled: (hosts) => `een wachttijd voordat ${hosts} gevraagd mag worden`,
    planhat_failed: (hosts) => `een fout van Planhat zelf op ${hosts}`,
    unreachable: (hosts) => `een mislukte verbinding met ${hosts}`,
    unknown_host: (hosts) => `geen adres gevonden voor ${hosts}`,
    held_back: (hosts) => `nog niet gevraagd: ${hosts}`,
    timed_out: (hosts) => `geen antwoord op tijd van ${hosts}`,
    unexpected_answer: (hosts) => `een antwoord op ${hosts} dat niet van Planhat komt`,
    our_fault: (hosts) => `een fout van ons bij het vragen aan ${hosts}`,
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
      remedy: ({ boxes, openAccount }) => [
        `Als je wilt: ${openAccount.charAt(0).toLowerCase()}${openAccount.slice(1)}`,
        tickView(boxes),
        "Kom terug en klik op Test again. Het token blijft hetzelfde.",
      ],
    },
    malformed_token: {
      name: "Geen volledig token",
      title: () => "Dit lijkt geen volledig token",
      explanation: ({ detail }) =>
        `${detail || "Een API-token is één lange regel met letters en cijfers."} Er is niets naar Planhat gestuurd en wat je plakte is niet bewaard.`,
      remedy: newToken,
    },
    wrong_secret: {
      name: "Ander soort sleutel",
      title: () => "Dit is een ander soort sleutel",
      explanation: ({ detail }) =>
        `${detail || "Dit is niet het API-token van Planhat."} Er is niets naar Planhat gestuurd en wat je plakte is niet bewaard.`,
      remedy: newToken,
    },
    token_rejected: {
      name: "Token geweigerd",
      uncertainName: "Token misschien geweigerd",
      title: ({ cause }) =>
        cause === undefined
          ? "Planhat kent dit token niet"
          : cause === "rejected_unproven"
            ? "Planhat lijkt dit token niet te kennen"
            : "De regio's van Planhat die antwoordden kennen dit token niet",
      explanation: ({ detail, cause }) =>
        cause === undefined
          ? `${detail === "" ? "Alle regio's van Planhat die Churned kent weigeren het" : detail}: het is verwijderd, het service account staat op pauze of is uitgeschakeld, of er is bij het kopiëren een stuk weggevallen. Met dit token lezen we niets; wat we al hadden, blijft staan.`
          : `${detail}. Staat jullie Planhat in een regio die het weigert, dan is het token verwijderd, staat het service account op pauze of is er bij het kopiëren een stuk weggevallen. Staat hij in een andere, dan kan het token goed zijn: het blijft verzegeld bewaard en wordt vanzelf opnieuw getest.`,
      remedy: (facts) => [
        "Staat het service account in Planhat alleen op pauze? Zet het weer aan: dan werkt hetzelfde token weer. Klik op Test again, of plak het opnieuw als het niet bewaard is.",
        ...(facts.cause === undefined
          ? []
          : [
              "Weet je niet zeker of alles is gekopieerd? Plak het dan nog een keer en klik op Save.",
            ]),
        ...newToken(facts),
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
      explanation: ({ list, detail }) =>
        `${detail === "" ? "" : "Planhat noemt in het antwoord geen recht, maar waarschijnlijk ontbreekt er een. "}Zonder ${list} kan Churned niets voorspellen. Het token blijft hetzelfde; je hoeft niets opnieuw te plakken.`,
      remedy: ({ boxes, openAccount }) => [
        openAccount,
        tickView(boxes),
        "Kom terug en klik op Test again.",
      ],
    },
    restricted_view: {
      name: "Slechts een deel zichtbaar",
      title: ({ list, cause }) =>
        cause === "none_shown"
          ? `Het token werkt, maar toont geen ${list}`
          : "Het token werkt, maar toont slechts een deel van jullie Planhat",
      explanation: ({ detail, list, cause }) =>
        cause === "none_shown"
          ? `Planhat antwoordt, maar geeft niets van ${list}. Of deze Planhat is nieuw en nog leeg, of het service account mag niets zien: met een rol die alleen het eigen portfolio toont, ziet het niets. We lezen niets tot duidelijk is welk van de twee het is.`
          : `We krijgen minder te zien dan er is${detail === "" ? "" : ` (${detail})`}, waarschijnlijk door een beperking op portfolio of door verborgen velden. Over wat ontbreekt, kan Churned niets voorspellen.`,
      remedy: ({ cause, openAccount }) => [
        openAccount,
        "Geef het account onder PERMISSIONS toegang tot alle bedrijven in plaats van een portfolio, en tot alle velden. Kom daarna terug en klik op Test again.",
        cause === "none_shown"
          ? "Of bevestig in Churned dat deze Planhat nieuw is en nog niets bevat."
          : "Of bevestig in Churned dat alleen dit deel gelezen moet worden.",
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
      title: ({ list }) =>
        list === ""
          ? "Planhat werkt op dit moment niet"
          : `Planhat werkt, maar op dit moment niet voor ${list}`,
      explanation: ({ list }) =>
        `Planhat antwoordt ${list === "" ? "" : `op de vraag naar ${list} `}met een eigen foutmelding. ${kept}`,
      remedy: nothing,
    },
    unreachable: {
      name: "Planhat onbereikbaar",
      title: ({ list }) =>
        list === "" ? "Planhat was niet bereikbaar" : `Planhat gaf geen antwoord voor ${list}`,
      explanation: ({ detail }) => `${detail || "Er kwam geen antwoord"}. ${kept}`,
      remedy: nothing,
    },
    unexpected_answer: {
      name: "Onverwacht antwoord",
      title: ({ list, cause, status }) => {
        const forList = list === "" ? "" : ` voor ${list}`;
        if (status === 402) return `Planhat vraagt om betaling${forList}`;
        if (status !== undefined) return `Planhat geeft deze gegevens niet${forList}`;
        if (cause === "invalid") return `Planhat accepteerde de vraag van Churned niet${forList}`;
        return cause === "blocked" || cause === "forbidden_unproven"
          ? `Iets op de weg naar Planhat weigerde de aanvraag${forList}`
          : cause === undefined
            ? "Het adres van Planhat gaf een onverwacht antwoord"
            : `Iets anders dan Planhat gaf antwoord${forList}`;
      },
      explanation: ({ cause, status }) => {
        const what =
          status !== undefined
            ? explainWithheld(status)
            : cause === "invalid"
              ? "Planhat antwoordde dat het niet kan beantwoorden wat Churned vroeg. Dat is aan Churned om op te lossen."
              : cause === "blocked" || cause === "forbidden_unproven"
                ? "De weigering komt niet van Planhat zelf: misschien van een firewall of proxy."
                : cause === undefined
                  ? "Het was niet het antwoord dat Planhat op zo'n vraag geeft."
                  : "Het antwoord kwam niet van Planhat.";
        return `${what} ${kept} Houdt het aan, dan krijgen de mensen van Churned bericht.`;
      },
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
