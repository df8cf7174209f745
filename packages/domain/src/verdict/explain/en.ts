import type { PageWords } from "./texts.ts";

const nothing = (): readonly string[] => [];

const openAccount =
  "In Planhat (app.planhat.com), open Service Accounts › the account made for Churned. In the new interface (ws.planhat.com) it is App Center › Private apps › the app made for Churned.";

const newToken: readonly string[] = [
  openAccount,
  "Under INFO, press Generate New Token and copy it. Planhat shows it only once.",
  "Come back, paste it and press Save.",
];

const leaked = "Consider revoking it, since it was pasted here.";
const aKey = (of: string): string => `This is a key of ${of}. ${leaked}`;
const kept =
  "That says nothing about the token, which is kept, sealed, and tested again by itself.";

/** English. */
export const en: PageWords = {
  join: (parts) =>
    parts.length < 2
      ? parts.join("")
      : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`,
  more: (count) => `${count} more`,

  pastes: {
    empty: "Nothing was pasted.",
    too_short: "It is too short to be a token. Perhaps only a part of it was copied.",
    control_characters: "It holds characters that no token has.",
    masked:
      "The token's middle is hidden by dots or stars. Planhat shows it whole only once, right after it was generated.",
    tenant_uuid:
      "This is your Planhat tenant's UUID, which is used for tracking, not the API access token.",
    url: "This is a web address, not the API access token.",
    email: "This is a mail address, not the API access token.",
    jwt: "This is a sign-in token of another service, not Planhat's API access token.",
    private_key: `This is a private key. ${leaked}`,
    planhat_oauth: "This is an OAuth key of Planhat, not an API access token of a service account.",
    github: aKey("GitHub"),
    gitlab: aKey("GitLab"),
    stripe: aKey("Stripe"),
    slack: aKey("Slack"),
    aws: aKey("AWS"),
    google: aKey("Google"),
    hubspot: aKey("HubSpot"),
    sendgrid: aKey("SendGrid"),
    ai_provider: aKey("an AI service"),
    other_service: aKey("another service"),
  },

  verdicts: {
    connected: {
      name: "Connected",
      title: () => "Planhat is connected",
      explanation: () => "The token works, and may read what Churned needs for its predictions.",
      remedy: nothing,
    },
    connected_partially: {
      name: "Connected in part",
      title: ({ list }) => `Planhat is connected, without ${list}`,
      explanation: ({ list }) =>
        `The token works. It may not read ${list}. Predictions work without, and get better with all you add.`,
      remedy: ({ labels }) => [
        `If you like: ${openAccount.charAt(0).toLowerCase()}${openAccount.slice(1)}`,
        `Under PERMISSIONS, tick View for ${en.join(labels)}.`,
        "Come back and press Test again. The token stays the same.",
      ],
    },
    malformed_token: {
      name: "Not a whole token",
      title: () => "This does not look like a whole token",
      explanation: ({ detail }) =>
        `${detail || "An API access token is one long line of letters and digits."} Nothing was sent to Planhat, and this paste was not kept.`,
      remedy: () => newToken,
    },
    wrong_secret: {
      name: "Another kind of secret",
      title: () => "This is a different kind of secret",
      explanation: ({ detail }) =>
        `${detail || "This is not Planhat's API access token."} Nothing was sent to Planhat, and this paste was not kept.`,
      remedy: () => newToken,
    },
    token_rejected: {
      name: "Token rejected",
      title: () => "Planhat does not know this token",
      explanation: () =>
        "Every Planhat region rejected it: it was removed, its service account is paused or disabled, or a part of it was lost while copying. Without a token that works nothing new is read; what was read before stays.",
      remedy: () => [
        "If its service account is only paused in Planhat, unpause it and test again; it needs no new token.",
        ...newToken,
      ],
    },
    wrong_region: {
      name: "Another region",
      title: () => "This token belongs to another Planhat region",
      explanation: ({ detail }) =>
        `The region you named rejected it, and ${detail || "another one"} accepts it. Nothing is read until the region is right.`,
      remedy: ({ detail }) => [
        detail === ""
          ? "Press Test again: the right region is found by itself."
          : `Press Test again: the region ${detail} is used then.`,
      ],
    },
    missing_permissions: {
      name: "Permission missing",
      title: ({ list }) => `The token works, but it may not read ${list}`,
      explanation: ({ list }) =>
        `Churned cannot predict without ${list}. The token stays the same; nothing needs to be pasted again.`,
      remedy: ({ labels }) => [
        openAccount,
        ...labels.map((label) => `Under PERMISSIONS, find ${label} and tick View.`),
        "Come back and press Test again.",
      ],
    },
    restricted_view: {
      name: "Only a part is shown",
      title: () => "The token works, but shows only a part of your Planhat",
      explanation: ({ detail }) =>
        `It shows less than there is${detail === "" ? "" : ` (${detail})`}, most likely because of a portfolio limit or hidden fields. Predictions would know nothing of what is left out.`,
      remedy: () => [
        openAccount,
        "Under PERMISSIONS, let it see all companies instead of a portfolio, and all fields. Then come back and press Test again.",
        "Or, if only this part is to be read, confirm that in Churned.",
      ],
    },
    different_planhat: {
      name: "Another Planhat",
      title: () => "This token belongs to another Planhat than before",
      explanation: () =>
        "The data already here came from a different Planhat tenant. The two are not mixed: with this token nothing is read until Churned has confirmed the change.",
      remedy: () => [
        "If the change is meant, tell Churned. Once we confirm it, the earlier data is erased and the new Planhat is read from its beginning.",
        "If it is not, generate a token in the Planhat you used before, and paste that.",
      ],
    },
    throttled: {
      name: "Slowed down",
      title: ({ detail }) =>
        detail === "" ? "Planhat asks us to slow down" : "We wait before we ask Planhat again",
      explanation: ({ detail }) =>
        detail === ""
          ? `Planhat's limit of calls is reached. It is counted by the minute, for everybody who reads this Planhat. ${kept}`
          : `This wait is ours, and Planhat refused nothing: we make at most 200 calls a minute for a connection, and they are used up. The test goes on by itself after ${detail}. ${kept}`,
      remedy: nothing,
    },
    planhat_down: {
      name: "Planhat is down",
      title: () => "Planhat is not working right now",
      explanation: () => `Planhat answers with errors of its own. ${kept}`,
      remedy: nothing,
    },
    unreachable: {
      name: "Planhat not reached",
      title: () => "Planhat could not be reached",
      explanation: () => `No answer came in time. ${kept}`,
      remedy: nothing,
    },
    unexpected_answer: {
      name: "Unexpected answer",
      title: () => "Something other than Planhat answered",
      explanation: () =>
        `The answer was not one of Planhat's. ${kept} If it lasts, Churned's people are told.`,
      remedy: nothing,
    },
    our_fault: {
      name: "Our fault",
      title: () => "Something on our side went wrong",
      explanation: () => `${kept} If it lasts, Churned's people are told.`,
      remedy: nothing,
    },
  },
};
