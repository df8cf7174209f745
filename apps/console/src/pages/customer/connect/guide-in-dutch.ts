import type { GuideStep, GuideWords } from "./guide-steps.ts";

// Planhat's screens are in English. Our own buttons, such as *Save*, are in English too. So the guide quotes both in
// English.
const sharedSteps = {
  name: {
    title: "Geef een naam, kopieer rechten",
    text: "Noem het **Churned**, zodat iedereen weet waar het voor is. Kies onder **Copy permissions from** voor **Scratch**, of voor een ander account of een rol die leest wat stap 4 noemt.",
  },
  permissions: {
    title: "Controleer de rechten",
    text: "Zet onder **PERMISSIONS** een vinkje bij **View** voor deze. Laat het account **alle bedrijven** zien, niet die van een portfolio: het heeft er zelf geen. Meer is niet nodig: Churned leest alleen, en schrijft nooit naar Planhat.",
  },
  generate: {
    title: "Generate New Token",
    text: "Klik onder **INFO** op **Generate New Token**.",
  },
  copy: {
    title: "Kopieer het token",
    text: "Klik op het kopieerteken. Planhat toont een token **maar één keer**; raakt het kwijt, maak dan een nieuw.",
  },
  close: {
    title: "Sluit het venster",
    text: "Sluit het in Planhat. Houd het token op je klembord: Planhat toont het niet nog eens.",
  },
  paste: {
    title: "Plak het hier",
    text: "In het veld op deze pagina, en klik op **Save**. De test begint vanzelf en duurt ongeveer een seconde.",
  },
} satisfies Record<string, GuideStep>;

export const guideInDutch: GuideWords = {
  classic: [
    {
      title: "Open Service Accounts",
      text: "Open in Planhat (app.planhat.com) **Service Accounts**. Zie je het niet, dan mag je rol misschien geen service accounts beheren: vraag een Planhat-beheerder in je bedrijf.",
    },
    { title: "Add New", text: "Klik bovenaan de lijst op **Add New**." },
    sharedSteps.name,
    sharedSteps.permissions,
    sharedSteps.generate,
    sharedSteps.copy,
    sharedSteps.close,
    sharedSteps.paste,
  ],
  new: [
    {
      title: "Open App Center › Private apps",
      text: "Open in Planhat (ws.planhat.com) **App Center** en kies **Private apps**. Zie je het niet, dan mag je rol misschien geen private apps beheren: vraag een Planhat-beheerder in je bedrijf.",
    },
    { title: "Add New", text: "Klik bovenaan de lijst met private apps op **Add New**." },
    sharedSteps.name,
    sharedSteps.permissions,
    sharedSteps.generate,
    sharedSteps.copy,
    sharedSteps.close,
    sharedSteps.paste,
  ],
};
