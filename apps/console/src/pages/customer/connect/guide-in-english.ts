import type { GuideStep, GuideWords } from "./guide-steps.ts";

const sharedSteps = {
  name: {
    title: "Name it, copy permissions",
    text: "Call it **Churned**, so that everybody knows what it is for. Under **Copy permissions from** choose **Scratch**, or another account or a role that reads what step 4 lists.",
  },
  permissions: {
    title: "Check the permissions",
    text: "Under **PERMISSIONS**, tick **View** for these. Let the account see **all companies**, not those of a portfolio: it owns none. Nothing else is needed: Churned only reads, and never writes to Planhat.",
  },
  generate: {
    title: "Generate New Token",
    text: "Under **INFO**, press **Generate New Token**.",
  },
  copy: {
    title: "Copy the token",
    text: "Press the copy sign. Planhat shows a token **only once**; if it gets lost, generate another one.",
  },
  close: {
    title: "Close the window",
    text: "Close it in Planhat. Keep the token on your clipboard: Planhat does not show it again.",
  },
  paste: {
    title: "Paste it here",
    text: "Into the field on this page, and press **Save**. The test begins by itself and takes about a second.",
  },
} satisfies Record<string, GuideStep>;

export const guideInEnglish: GuideWords = {
  classic: [
    {
      title: "Open Service Accounts",
      text: "In Planhat (app.planhat.com), open **Service Accounts**. If you do not see it, your role may not manage service accounts: ask a Planhat admin in your company.",
    },
    { title: "Add New", text: "At the top of the list, press **Add New**." },
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
      text: "In Planhat (ws.planhat.com), open **App Center** and choose **Private apps**. If you do not see it, your role may not manage private apps: ask a Planhat admin in your company.",
    },
    { title: "Add New", text: "At the top of the list of private apps, press **Add New**." },
    sharedSteps.name,
    sharedSteps.permissions,
    sharedSteps.generate,
    sharedSteps.copy,
    sharedSteps.close,
    sharedSteps.paste,
  ],
};
