import type { PasteTexts } from "../paste-texts.ts";

const leaked = "Consider revoking it, since it was pasted here.";
const aKey = (of: string): string => `This is a key of ${of}. ${leaked}`;

export const pastesInEnglish: PasteTexts = {
  changes: {
    zero_width: "invisible characters",
    whitespace: "spaces or a line break",
    curl_command: "the curl command around it",
    json: "the JSON around it",
    markup: "the markup around it",
    quotes: "quotation marks",
    brackets: "brackets",
    authorization_header: "“Authorization:”",
    bearer_prefix: "a leading “Bearer ”",
    export_assignment: "a variable’s name",
    label: "the words around it",
    percent_encoding: "its percent encoding",
    base64_basic: "its Basic encoding",
    trailing_colon: "a trailing colon",
    punctuation: "a trailing dot or comma",
    doubled: "a second copy of it",
  },
  removed: (what) =>
    `Removed ${what.length < 2 ? what.join("") : `${what.slice(0, -1).join(", ")} and ${what.at(-1) ?? ""}`}.`,
  mistakes: {
    empty: "Nothing was pasted.",
    too_short: "It is too short to be a token. Perhaps only a part of it was copied.",
    too_long: "It is far longer than any token. Copy the token alone.",
    control_characters: "It holds characters that no token has. Copy the token once more.",
    masked:
      "The token's middle is hidden by dots or stars. Planhat shows it whole only once, right after it was generated.",
    cut_short: "It ends in an ellipsis: the rest of the token was not copied.",
    several: "There is more than one text here that may be the token. Give only the one that is.",
    prose: "These are words, without one text that may be the token.",
    tenant_uuid:
      "This is your Planhat tenant's UUID, which is used for tracking, not the API access token.",
    url: "This is a web address, not the API access token.",
    email: "This is a mail address, not the API access token.",
    private_key: `This is a private key. ${leaked}`,
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
  warnings: {
    odd_characters:
      "It holds characters that tokens hardly ever have: perhaps they were copied with it.",
    short: "It is shorter than the tokens seen so far: perhaps a part was not copied.",
    cut: "It has dots as if a part were left out: perhaps it was not copied whole.",
    jwt: "It has the form of a sign-in token (JWT): perhaps it is another service's.",
    planhat_oauth:
      "It begins like a key of an OAuth client, which is not the API access token of a service account.",
  },
  testedAllTheSame: "You can save it all the same: the test tells whether it works.",
};
