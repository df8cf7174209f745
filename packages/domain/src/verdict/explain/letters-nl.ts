import type { LetterWords } from "./letter-texts.ts";

const keptSafe = "Wat Churned tot nu toe heeft gelezen, blijft bewaard.";

/** Dutch. */
export const lettersNl: LetterWords = {
  mail: {
    greeting: (names) => `Hallo ${names.join(", ")},`,
    whatToDo: "Wat je kunt doen:",
    nothingToDo: "Je hoeft niets te doen.",
    seeHere: "Hier zie je hoe het ervoor staat en kun je opnieuw testen:",
    closing: "Kom je er niet uit? Beantwoord dan gewoon deze mail.\n\nGroet,\nChurned",
  },
  support: {
    greeting: "Hallo,",
    about: (tenantName, lastFour) =>
      `Dit gaat over de API-aanvragen die Churned doet voor ${tenantName}${lastFour === null ? "" : `, met het token van het service account dat eindigt op ${lastFour}`}.`,
    requests:
      "Dit zijn de aanvragen, zoals ze in het tabblad LOGS van het service account staan. De tijden zijn in UTC en van het moment van verzenden; LOGS toont misschien jouw eigen tijdzone.",
    noRequests: "Bij deze test is niets naar Planhat gestuurd; in LOGS staat dus niets.",
    noAnswer: "geen antwoord",
    closing: "Alvast bedankt,\nChurned",
  },
  verdicts: {
    connected: {
      subject: () => "Planhat is gekoppeld aan Churned",
      opening: ({ tenantName }) =>
        `Goed nieuws: de koppeling met de Planhat van ${tenantName} werkt.`,
      support: () => "Alles werkt; er is niets te vragen.",
    },
    connected_partially: {
      subject: ({ list }) => `Planhat is gekoppeld aan Churned, maar zonder ${list}`,
      opening: ({ tenantName }) =>
        `De koppeling met de Planhat van ${tenantName} werkt. Met iets meer gegevens worden de voorspellingen beter.`,
      support: ({ list }) =>
        `Het token wordt geaccepteerd, maar niet voor ${list}. Klopt het dat alleen View op ${list} ontbreekt?`,
    },
    malformed_token: {
      subject: () => "Churned heeft het hele Planhat-token nodig",
      opening: ({ tenantName }) =>
        `Wat er is geplakt om de Planhat van ${tenantName} te koppelen, is geen volledig API-token.`,
      support: () => "Wat er is geplakt, is geen volledig token. Er is niets te vragen.",
    },
    wrong_secret: {
      subject: () => "Churned heeft een andere sleutel van Planhat nodig",
      opening: ({ tenantName }) =>
        `Wat er is geplakt om de Planhat van ${tenantName} te koppelen, is wel een sleutel, maar niet het API-token.`,
      support: () => "Wat er is geplakt, is geen API-token. Er is niets te vragen.",
    },
    token_rejected: {
      subject: () => "Planhat accepteert het token van Churned niet meer",
      opening: ({ tenantName }) =>
        `Churned kan de Planhat van ${tenantName} niet lezen, omdat Planhat het token niet accepteert. ${keptSafe}`,
      support: () =>
        "Al jullie API-hosts melden dat het token ongeldig is. Is het verwijderd, of is het service account op pauze gezet of uitgeschakeld, en wanneer?",
    },
    wrong_region: {
      subject: () => "Churned kreeg een andere regio van Planhat op",
      opening: ({ tenantName }) =>
        `Het token van de Planhat van ${tenantName} werkt, alleen in een andere regio dan is opgegeven.`,
      support: ({ detail }) =>
        `Het token wordt geaccepteerd door ${detail || "een andere host"} en geweigerd door de host die ons is opgegeven. Op welke host staat deze omgeving?`,
    },
    missing_permissions: {
      subject: ({ list }) => `Churned heeft geen toegang tot ${list} in jullie Planhat`,
      opening: ({ tenantName }) =>
        `Het token van Churned voor de Planhat van ${tenantName} werkt, maar een recht dat nodig is, staat nog uit. Het aanzetten kost een minuut en een nieuw token is niet nodig. ${keptSafe}`,
      support: ({ list }) =>
        `Het token wordt geaccepteerd, maar niet voor ${list}, terwijl View daar volgens onze klant is aangevinkt. Welk recht ontbreekt er?`,
    },
    restricted_view: {
      subject: () => "Churned ziet maar een deel van jullie Planhat",
      opening: ({ tenantName }) =>
        `Het token van Churned voor de Planhat van ${tenantName} werkt, maar laat minder zien dan er is. We vragen het liever even na dan dat er klanten ontbreken.`,
      support: () =>
        "De lijsten tonen minder dan er is. Is het service account beperkt tot een portfolio, of op een andere manier gefilterd?",
    },
    different_planhat: {
      subject: () => "Is dit de juiste Planhat?",
      opening: ({ tenantName }) =>
        `Het token dat voor ${tenantName} is opgeslagen, hoort bij een andere Planhat dan die Churned tot nu toe las. Er is niets samengevoegd, en we lezen niets tot we weten welke de bedoeling is.`,
      support: () =>
        "Dit token geeft toegang tot een andere omgeving dan het vorige. Is de omgeving bij jullie verhuisd of gekopieerd?",
    },
    throttled: {
      subject: () => "De limiet voor aanvragen bij Planhat is bereikt",
      opening: ({ tenantName }) =>
        `De Planhat van ${tenantName} meldt dat er binnen een minuut te veel aanvragen zijn gedaan. Churned wacht even en gaat vanzelf verder.`,
      support: () =>
        "Jullie antwoorden met 429. Wij houden ons aan 200 aanvragen per minuut voor deze omgeving. Welke limiet is bereikt, en wie gebruikt de API nog meer?",
    },
    planhat_down: {
      subject: () => "Storing bij Planhat",
      opening: ({ tenantName }) =>
        `Planhat heeft een storing, waardoor Churned de gegevens van ${tenantName} nu niet kan lezen. Zodra Planhat weer werkt, gaan we vanzelf verder. ${keptSafe}`,
      support: () =>
        "Jullie API antwoordt met serverfouten. Is er een storing, en hoe lang duurt die naar verwachting?",
    },
    unreachable: {
      subject: () => "Planhat is op dit moment niet bereikbaar",
      opening: ({ tenantName }) =>
        `Churned kan de Planhat van ${tenantName} op dit moment niet bereiken en probeert het vanzelf opnieuw. ${keptSafe}`,
      support: () =>
        "We krijgen geen antwoord op onze aanvragen. Is er een storing, of wordt ons adres geblokkeerd?",
    },
    unexpected_answer: {
      subject: () => "Churned kreeg een onverwacht antwoord van Planhat",
      opening: ({ tenantName }) =>
        `Toen Churned de gegevens van ${tenantName} wilde lezen, gaf iets anders dan de API van Planhat antwoord. We zoeken het uit. ${keptSafe}`,
      support: () =>
        "Het adres van jullie API geeft antwoorden die niet in de documentatie staan. Staat er iets voor, zoals een onderhoudspagina?",
    },
    our_fault: {
      subject: () => "Een fout bij Churned",
      opening: ({ tenantName }) =>
        `Bij het testen van de Planhat van ${tenantName} ging er bij Churned iets mis. Dat is aan ons om op te lossen, en we zijn ermee bezig. ${keptSafe}`,
      support: () => "De fout ligt bij ons; er is niets te vragen.",
    },
  },
};
