/** What each verdict means, asks, and of whom: the one catalogue that pages, mails and the API speak from. */
import type { ModelName } from "../models.ts";
import { listLabels } from "../models.ts";
import type { Verdict, VerdictKind } from "./kinds.ts";

/** Who must act on a verdict. */
export type Audience = "customer" | "operator" | "nobody";

/** A verdict in words. */
export interface Explanation {
  /** One sentence that is the answer; fit for a headline. */
  readonly title: string;
  /** What it means for the data, in one to three sentences. */
  readonly explanation: string;
  /** What to do, step by step; empty where nothing is to be done. */
  readonly remedy: readonly string[];
  readonly audience: Audience;
  /** True where waiting alone can help: such checks are repeated by themselves. */
  readonly waitingHelps: boolean;
}

interface Entry {
  readonly title: (models: string) => string;
  readonly explanation: (models: string, detail: string) => string;
  readonly remedy: (models: readonly ModelName[], detail: string) => readonly string[];
  readonly audience: Audience;
  readonly waitingHelps: boolean;
}

const nothing = (): readonly string[] => [];
const newToken = [
  "In Planhat, open Service Accounts and choose the account made for Churned (new interface: App Center › Private apps).",
  "Under INFO, press Generate New Token and copy it. Planhat shows it only once.",
  "Come back, paste it and press Save.",
];

const leaked = "Consider revoking it, since it was pasted here.";

/** What is wrong with a paste, by the name `inspectToken` gives it. */
const wrongPastes: Readonly<Record<string, string>> = {
  tenant_uuid:
    "This is your Planhat tenant's UUID, which is used for tracking, not the API access token.",
  planhat_oauth: "This is an OAuth key of Planhat, not an API access token of a service account.",
  url: "This is a web address, not the API access token.",
  email: "This is a mail address, not the API access token.",
  jwt: "This is a sign-in token of another service, not Planhat's API access token.",
  private_key: `This is a private key. ${leaked}`,
  github: `This is a GitHub key. ${leaked}`,
  gitlab: `This is a GitLab key. ${leaked}`,
  stripe: `This is a Stripe key. ${leaked}`,
  slack: `This is a Slack token. ${leaked}`,
  aws: `This is an AWS key. ${leaked}`,
  google: `This is a Google key. ${leaked}`,
  hubspot: `This is a HubSpot key. ${leaked}`,
  sendgrid: `This is a SendGrid key. ${leaked}`,
  ai_provider: `This is a key of an AI service. ${leaked}`,
  masked:
    "The token's middle is hidden by dots or stars. Planhat shows it whole only once, right after it was generated.",
  too_short: "It is too short to be a token.",
  control_characters: "It holds characters that no token has.",
};

const catalogue: Readonly<Record<VerdictKind, Entry>> = {
  connected: {
    title: () => "Planhat is connected",
    explanation: () => "The token works, and may read what Churned needs for its predictions.",
    remedy: nothing,
    audience: "nobody",
    waitingHelps: false,
  },
  connected_partially: {
    title: (models) => `Planhat is connected, without ${models}`,
    explanation: (models) =>
      `The token works. It may not read ${models}. Predictions work without, and get better with all you add.`,
    remedy: (models) => [
      `If you like, tick View for ${listLabels(models)} in Planhat under Service Accounts › PERMISSIONS, then press Test again.`,
    ],
    audience: "nobody",
    waitingHelps: false,
  },
  malformed_token: {
    title: () => "This does not look like a whole token",
    explanation: (_models, detail) =>
      `${wrongPastes[detail] ?? "An API access token is one long line of letters and digits."} Nothing was sent to Planhat.`,
    remedy: () => newToken,
    audience: "customer",
    waitingHelps: false,
  },
  wrong_secret: {
    title: () => "This is a different kind of secret",
    explanation: (_models, detail) =>
      `${wrongPastes[detail] ?? "This is not Planhat's API access token."} Nothing was sent to Planhat.`,
    remedy: () => newToken,
    audience: "customer",
    waitingHelps: false,
  },
  token_rejected: {
    title: () => "Planhat does not know this token",
    explanation: () =>
      "Every Planhat region rejected it. It was removed, its service account is paused or disabled, or a part of it was lost while copying.",
    remedy: () => [
      "If its service account is only paused in Planhat, unpause it and test again; it needs no new token.",
      ...newToken,
    ],
    audience: "customer",
    waitingHelps: false,
  },
  wrong_region: {
    title: () => "This token belongs to another Planhat region",
    explanation: (_models, detail) => `The region you named rejected it, and ${detail} accepts it.`,
    remedy: (_models, detail) => [
      `Save again with the region ${detail}, or without naming one: it is found by itself.`,
    ],
    audience: "customer",
    waitingHelps: false,
  },
  missing_permissions: {
    title: (models) => `The token works, but it may not read ${models}`,
    explanation: (models) =>
      `Churned needs ${models} for its predictions. The token stays the same; nothing needs to be pasted again.`,
    remedy: (models) => [
      "In Planhat, open Service Accounts › the account made for Churned › PERMISSIONS (new interface: App Center › Private apps › the app › Permissions).",
      ...models.map((model) => `Find ${listLabels([model])} and tick View.`),
      "Come back and press Test again.",
    ],
    audience: "customer",
    waitingHelps: false,
  },
  restricted_view: {
    title: () => "The token works, but shows only a part of your Planhat",
    explanation: (models) =>
      `It answers for ${models} with fewer records than exist, most likely because of a portfolio limit.`,
    remedy: () => [
      "In Planhat, give the service account the full portfolio, then press Test again.",
      "Or confirm that only this part should be read.",
    ],
    audience: "customer",
    waitingHelps: false,
  },
  different_planhat: {
    title: () => "This token belongs to another Planhat than before",
    explanation: () =>
      "The data already here came from a different Planhat tenant. Nothing is mixed until somebody confirms.",
    remedy: () => ["Confirm the change with Churned, or paste a token of the earlier Planhat."],
    audience: "operator",
    waitingHelps: false,
  },
  throttled: {
    title: () => "The limit of calls to Planhat is used up",
    explanation: () =>
      "It is counted by the minute, and says nothing about the token: it is kept and tested again by itself.",
    remedy: nothing,
    audience: "nobody",
    waitingHelps: true,
  },
  planhat_down: {
    title: () => "Planhat is not working right now",
    explanation: () =>
      "Planhat answers with errors of its own. That says nothing about the token: it is kept and tested again by itself as soon as Planhat is back.",
    remedy: nothing,
    audience: "nobody",
    waitingHelps: true,
  },
  unreachable: {
    title: () => "Planhat could not be reached",
    explanation: () =>
      "No answer came in time. That says nothing about the token: it is kept and tested again by itself.",
    remedy: nothing,
    audience: "nobody",
    waitingHelps: true,
  },
  unexpected_answer: {
    title: () => "Something other than Planhat answered",
    explanation: () =>
      "The answer was not one of Planhat's. That says nothing about the token: it is kept and tested again by itself.",
    remedy: nothing,
    audience: "operator",
    waitingHelps: true,
  },
  our_fault: {
    title: () => "Something on our side went wrong",
    explanation: () => "That says nothing about the token: it is kept and tested again by itself.",
    remedy: nothing,
    audience: "operator",
    waitingHelps: true,
  },
};

/** A headline names a few; the remedy names all. */
function listBriefly(models: readonly ModelName[]): string {
  if (models.length <= 4) return listLabels(models);
  const named = models.slice(0, 3).map((model) => listLabels([model]));
  return `${named.join(", ")} and ${models.length - named.length} more`;
}

/** The words for a verdict. Total: every kind has an entry, or this file does not compile. */
export function explainVerdict(verdict: Verdict): Explanation {
  const entry = catalogue[verdict.kind];
  const models = listBriefly(verdict.models);
  const detail = verdict.detail ?? "";
  return {
    title: entry.title(models),
    explanation: entry.explanation(models, detail),
    remedy: entry.remedy(verdict.models, detail),
    audience: entry.audience,
    waitingHelps: entry.waitingHelps,
  };
}
