/** What a language must say about a paste. A text that a language lacks does not compile. */

/** What was taken off, by the name that `inspectToken` gives it. */
export type PasteChange =
  | "zero_width"
  | "whitespace"
  | "curl_command"
  | "json"
  | "markup"
  | "quotes"
  | "brackets"
  | "authorization_header"
  | "bearer_prefix"
  | "export_assignment"
  | "label"
  | "percent_encoding"
  | "base64_basic"
  | "trailing_colon"
  | "punctuation"
  | "doubled";

/** Why it cannot be a token. */
export type PasteMistake =
  | "empty"
  | "too_short"
  | "too_long"
  | "control_characters"
  | "masked"
  | "cut_short"
  | "several"
  | "prose"
  | "tenant_uuid"
  | "url"
  | "email"
  | "private_key"
  | "github"
  | "gitlab"
  | "stripe"
  | "slack"
  | "aws"
  | "google"
  | "hubspot"
  | "sendgrid"
  | "ai_provider"
  | "other_service";

/** What speaks against a token that is tested all the same. */
export type PasteWarning = "odd_characters" | "short" | "cut" | "jwt" | "planhat_oauth";

/** One language, on pastes. */
export interface PasteTexts {
  /** Each fits after "Removed". */
  readonly changes: Readonly<Record<PasteChange, string>>;
  readonly removed: (what: readonly string[]) => string;
  readonly mistakes: Readonly<Record<PasteMistake, string>>;
  readonly warnings: Readonly<Record<PasteWarning, string>>;
  /** Said after a doubt: it keeps nobody from saving. */
  readonly testedAllTheSame: string;
}
