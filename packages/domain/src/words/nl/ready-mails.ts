import type { ReadyMailWords } from "../ready-mail-texts.ts";
import { callsPerMinute } from "../../budget/limits.ts";

export const readyMailsNl: ReadyMailWords = {
  mail: {
    greeting: (names) => `Hallo ${names.join(", ")},`,
    about: (name, lastFour) =>
      lastFour === null
        ? `Het gaat om de verbinding “${name}”.`
        : `Het gaat om de verbinding “${name}” en haar token dat eindigt op ${lastFour}.`,
    dataIsKept: "Wat Churned tot nu toe heeft gelezen, blijft bewaard.",
    whatToDo: "Wat je kunt doen:",
    nothingToDo: "Je hoeft niets te doen.",
    seeHere: "Hier zie je hoe het ervoor staat en kun je opnieuw testen:",
    stuck: "Kom je er niet uit? Beantwoord dan gewoon deze mail.",
    questions: "Heb je vragen? Beantwoord dan gewoon deze mail.",
    signature: "Groet,\nChurned",
  },
  support: {
    greeting: "Hallo,",
    about: (tenantName, lastFour) =>
      `Dit gaat over de API-aanvragen die Churned doet voor ${tenantName}${lastFour === null ? "" : `, met het token van het service account dat eindigt op ${lastFour}`}.`,
    requests:
      "Dit zijn de aanvragen, zoals ze in het tabblad LOGS van het service account staan. De tijden zijn in UTC en van het moment van verzenden; LOGS toont misschien jouw eigen tijdzone.",
    noRequests:
      "We hebben van deze test geen aanvragen om te tonen: er is niets gestuurd, of de test is ouder dan 30 dagen. In LOGS staat wat er is gestuurd.",
    noAnswer: "geen antwoord",
    closing: "Alvast bedankt,\nChurned",
  },
  missing: {
    subject: "Zijn deze gegevens in jullie Planhat verwijderd?",
    opening: (tenantName, counts) =>
      `Churned heeft de Planhat van ${tenantName} gelezen en vindt gegevens niet meer terug die er eerst wel waren: ${counts}. Misschien zijn ze verwijderd; misschien ziet ons token minder dan eerst. Bij ons is niets verwijderd: we vragen het liever.`,
    steps: (labels) => [
      "Zijn ze met opzet verwijderd? Beantwoord deze mail dan met ja; wij verwijderen ze dan ook.",
      `Zo niet: open het service account in Planhat en geef het onder PERMISSIONS toegang tot alle bedrijven in plaats van een portfolio, met View aangevinkt voor ${labels}.`,
    ],
    support: (counts) =>
      `De lijsten tonen veel minder gegevens dan eerst (${counts}). Zijn ze verwijderd, of mag dit service account sindsdien minder zien, en sinds wanneer?`,
  },
  unread: {
    subject: (list) => `Churned kan ${list} in jullie Planhat niet lezen`,
    opening: (tenantName, list) =>
      `Het token van Churned voor de Planhat van ${tenantName} werkt, maar Planhat geeft hiervan niet alles: ${list}. Bij ons is niets verwijderd, en we proberen het zelf opnieuw.`,
    steps: (list) => [
      `Open de lijst in Planhat en kijk of die daar wel opent: ${list}.`,
      "Opent die ook daar niet, meld het dan bij de support van Planhat; wij sturen ze op verzoek de details. Opent die wel, beantwoord dan deze mail.",
    ],
    support: (list) =>
      `Het token wordt geaccepteerd, maar de lijsten van ${list} antwoorden met fouten, weigeren de vraag of komen niet tot hun eind. Wat is daarmee aan de hand?`,
  },
  verdicts: {
    connected: {
      subject: () => "Planhat is gekoppeld aan Churned",
      opening: ({ tenantName }) =>
        `Goed nieuws: de koppeling met de Planhat van ${tenantName} werkt. Vanaf nu houdt Churned hem in de gaten.`,
      support: () => "Alles werkt; er is niets te vragen.",
    },
    connected_partially: {
      subject: ({ list }) => `Planhat is gekoppeld aan Churned, maar zonder ${list}`,
      opening: ({ tenantName, list }) =>
        `De koppeling met de Planhat van ${tenantName} werkt. Alleen ${list} kunnen we niet lezen; de voorspellingen werken ook zonder, en worden beter met alles wat je toevoegt.`,
      support: ({ list }) =>
        `Het token wordt geaccepteerd, maar niet voor ${list}. Klopt het dat alleen View op ${list} ontbreekt?`,
    },
    malformed_token: {
      subject: () => "Churned heeft het hele Planhat-token nodig",
      opening: ({ tenantName, detail }) =>
        `Wat er is geplakt om de Planhat van ${tenantName} te koppelen, is geen volledig API-token. ${detail}`.trim(),
      support: () => "Wat er is geplakt, is geen volledig token. Er is niets te vragen.",
    },
    wrong_secret: {
      subject: () => "Churned heeft een andere sleutel van Planhat nodig",
      opening: ({ tenantName, detail }) =>
        `Wat er is geplakt om de Planhat van ${tenantName} te koppelen, is niet het API-token. ${detail}`.trim(),
      support: () => "Wat er is geplakt, is geen API-token. Er is niets te vragen.",
    },
    token_rejected: {
      subject: () => "Planhat weigert het token van Churned",
      opening: ({ tenantName, detail, cause }) =>
        cause === undefined
          ? `Churned kan de Planhat van ${tenantName} niet lezen, omdat Planhat het token weigert: het is verwijderd, of het service account staat op pauze of is uitgeschakeld. Zonder werkend token lezen we niets nieuws.`
          : `Churned kan de Planhat van ${tenantName} nog niet lezen. ${detail}. Staat jullie Planhat in een regio die het token weigert, maak dan een nieuw token aan; staat hij in een andere, dan testen we het token vanzelf opnieuw.`,
      support: ({ detail }) =>
        `${detail === "" ? "Al jullie API-hosts die wij kennen melden dat het token ongeldig is" : detail}. Is het token verwijderd, of is het service account op pauze gezet of uitgeschakeld, en wanneer?`,
    },
    wrong_region: {
      subject: () => "Het Planhat-token van Churned hoort bij een andere regio",
      opening: ({ tenantName }) =>
        `Het token van de Planhat van ${tenantName} werkt, alleen in een andere regio dan is opgegeven.`,
      support: ({ detail }) =>
        `Het token wordt geaccepteerd door ${detail || "een andere host"} en geweigerd door de host die ons is opgegeven. Op welke host staat deze omgeving?`,
    },
    missing_permissions: {
      subject: ({ list }) => `Churned heeft geen toegang tot ${list} in jullie Planhat`,
      opening: ({ tenantName, list }) =>
        `Het token van Churned voor de Planhat van ${tenantName} werkt, maar geeft geen toegang tot ${list}. Zonder kan Churned niets voorspellen. Een vinkje in Planhat is genoeg; een nieuw token is niet nodig.`,
      support: ({ list }) =>
        `Het token wordt geaccepteerd, maar niet voor ${list}, terwijl View daar volgens onze klant is aangevinkt. Welk recht ontbreekt er?`,
    },
    restricted_view: {
      subject: ({ list, cause }) =>
        cause === "none_shown"
          ? `Churned ziet geen ${list} in jullie Planhat`
          : "Churned ziet maar een deel van jullie Planhat",
      opening: ({ tenantName, list, detail, cause }) =>
        cause === "none_shown"
          ? `Het token van Churned voor de Planhat van ${tenantName} werkt, maar toont geen ${list}. Is deze Planhat nieuw en nog leeg, of mag het service account er niets van zien?`
          : `Het token van Churned voor de Planhat van ${tenantName} werkt, maar laat minder zien dan er is${detail === "" ? "" : ` (${detail})`}, waarschijnlijk door een beperking op portfolio of door verborgen velden. We vragen het liever even na dan dat er klanten ontbreken.`,
      support: ({ detail }) =>
        `De antwoorden tonen minder dan er is${detail === "" ? "" : ` (${detail})`}. Is het service account beperkt tot een portfolio, of op een andere manier gefilterd?`,
    },
    different_planhat: {
      subject: () => "Is dit de juiste Planhat?",
      opening: ({ tenantName }) =>
        `Het token dat voor ${tenantName} is opgeslagen, hoort bij een andere Planhat dan die Churned tot nu toe las. Er is niets samengevoegd, en met dit token lezen we niets tot we weten welke de bedoeling is.`,
      support: () =>
        "Dit token geeft toegang tot een andere omgeving dan het vorige. Is de omgeving bij jullie verhuisd of gekopieerd?",
    },
    throttled: {
      subject: ({ detail }) =>
        detail === ""
          ? "De limiet voor aanvragen bij Planhat is bereikt"
          : "Churneds eigen limiet voor aanvragen is bereikt",
      opening: ({ tenantName, detail }) =>
        detail !== ""
          ? `Churned doet hoogstens ${callsPerMinute} aanvragen per minuut bij de Planhat van ${tenantName} en wacht, omdat die op zijn. Daarna gaan we vanzelf verder.`
          : `De Planhat van ${tenantName} meldt dat er binnen een minuut te veel aanvragen zijn gedaan. Churned wacht even en gaat vanzelf verder.`,
      support: ({ detail }) =>
        detail !== ""
          ? `Wij houden ons aan ${callsPerMinute} aanvragen per minuut voor deze omgeving en wachten, omdat die op zijn. Jullie hebben niets geweigerd. Mogen het er meer zijn?`
          : `Jullie antwoorden met 429. Wij houden ons aan ${callsPerMinute} aanvragen per minuut voor deze omgeving. Welke limiet is bereikt, en wie gebruikt de API nog meer?`,
    },
    planhat_down: {
      subject: () => "Storing bij Planhat",
      opening: ({ tenantName }) =>
        `Planhat heeft een storing, waardoor Churned de gegevens van ${tenantName} nu niet kan lezen. Zodra Planhat weer werkt, gaan we vanzelf verder.`,
      support: () =>
        "Jullie API antwoordt met serverfouten. Is er een storing, en hoe lang duurt die naar verwachting?",
    },
    unreachable: {
      subject: () => "Planhat is op dit moment niet bereikbaar",
      opening: ({ tenantName }) =>
        `Churned kan de Planhat van ${tenantName} op dit moment niet bereiken en probeert het vanzelf opnieuw.`,
      support: ({ detail }) =>
        `${detail || "We krijgen geen antwoord op onze aanvragen"}. Is er een storing, of wordt ons adres geblokkeerd?`,
    },
    unexpected_answer: {
      subject: () => "Churned kreeg een onverwacht antwoord van Planhat",
      opening: ({ tenantName, status }) =>
        `Toen Churned de gegevens van ${tenantName} wilde lezen, kwam er niet het antwoord dat we van Planhat verwachten. Dat zegt niets over je token.${status === undefined ? " Het is aan ons om uit te zoeken hoe het komt." : ""}`,
      support: ({ detail, cause, status }) =>
        status === 402
          ? "Jullie API antwoordt met 402 op de aanvragen hieronder. Om welk abonnement of welke factuur gaat het?"
          : status !== undefined
            ? `Jullie API antwoordt met ${status} op de aanvragen hieronder. Waarom zijn deze gegevens weggehaald of op slot, en wie kan ze vrijgeven?`
            : cause === "invalid"
              ? "Jullie API antwoordt met 400 op de aanvragen hieronder. Wat daarin wordt niet meer geaccepteerd?"
              : `${detail || "Het adres van jullie API geeft antwoorden die niet in de documentatie staan"}. Staat er iets voor, zoals een firewall of een onderhoudspagina?`,
    },
    our_fault: {
      subject: () => "Een fout bij Churned",
      opening: ({ tenantName }) =>
        `Bij het testen van de Planhat van ${tenantName} ging er bij Churned iets mis. Dat zegt niets over je token. Het is aan ons om het op te lossen.`,
      support: () => "De fout ligt bij ons; er is niets te vragen.",
    },
  },
};
