/** What `inspectToken` did and found, in words that stand under the field while somebody pastes. */
import type {
  TokenChange,
  TokenInspection,
  TokenMistake,
} from "@churned/planhat-client/inspect-token";

const changeWords: Readonly<Record<TokenChange, string>> = {
  zero_width: "invisible characters",
  whitespace: "spaces or a line break",
  curl_command: "the curl command around it",
  json: "the JSON around it",
  quotes: "quotation marks",
  authorization_header: "“Authorization:”",
  bearer_prefix: "a leading “Bearer ”",
  export_assignment: "a variable’s name",
  base64_basic: "its Basic encoding",
  trailing_colon: "a trailing colon",
};

const mistakeWords: Readonly<Record<TokenMistake, string>> = {
  empty: "Nothing was pasted.",
  too_short: "This is too short for a token. Perhaps only a part of it was copied.",
  control_characters: "This has characters that no token has. Copy the token once more.",
  masked: "These are the dots Planhat shows instead of a token. Generate a new one and copy it.",
  tenant_uuid: "This is your Planhat tenant’s UUID. The token comes from step 5.",
  url: "This is a web address. The token comes from step 5.",
  email: "This is an email address. The token comes from step 5.",
  jwt: "This is a sign-in token of another service, not Planhat’s API access token.",
  private_key: "This is a private key. It does not belong here, nor in any form.",
  planhat_oauth: "This is an OAuth client’s key. The API access token comes from step 5.",
  github: "This is a GitHub key, not Planhat’s.",
  gitlab: "This is a GitLab key, not Planhat’s.",
  stripe: "This is a Stripe key, not Planhat’s.",
  slack: "This is a Slack key, not Planhat’s.",
  aws: "This is an AWS key, not Planhat’s.",
  google: "This is a Google key, not Planhat’s.",
  hubspot: "This is a HubSpot key, not Planhat’s.",
  sendgrid: "This is a SendGrid key, not Planhat’s.",
  ai_provider: "This is a key of an AI service, not Planhat’s.",
  other_service: "This is another service’s key, not Planhat’s.",
};

export interface InspectionNote {
  readonly tone: "ok" | "warn" | "bad";
  readonly text: string;
}

/** "a, b and c". */
function joinWords(words: readonly string[]): string {
  return words.length < 2
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** The lines under the field: what is wrong, what was taken off, what looks odd. Empty for an ordinary token. */
export function describeInspection(
  inspection: TokenInspection,
  changes: readonly TokenChange[] = inspection.changes,
): readonly InspectionNote[] {
  if (inspection.problem?.kind === "empty") return [];
  const notes: InspectionNote[] = [];
  if (inspection.problem !== null)
    notes.push({ tone: "bad", text: mistakeWords[inspection.problem.what] });
  else if (changes.length > 0)
    notes.push({
      tone: "ok",
      text: `Removed ${joinWords(changes.map((change) => changeWords[change]))}.`,
    });
  if (inspection.warnings.includes("short"))
    notes.push({
      tone: "warn",
      text: "Shorter than most tokens. If the test rejects it, copy it once more.",
    });
  if (inspection.warnings.includes("cut"))
    notes.push({
      tone: "warn",
      text: "It ends in dots, as if a part were missing. If the test rejects it, copy it once more.",
    });
  return notes;
}
