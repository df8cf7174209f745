/** The texts about pastes that every language must have. A language without one of them does not compile. */

/** A part that `inspectToken` removed from a paste. */
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

/** Why a paste cannot be a token. */
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

/** Why a text looks odd that is tested all the same. */
export type PasteWarning = "odd_characters" | "short" | "cut" | "jwt" | "planhat_oauth";

/** One language's texts about pastes. */
export interface PasteTexts {
  /** Each is used after "Removed". */
  readonly changes: Readonly<Record<PasteChange, string>>;
  readonly removed: (what: readonly string[]) => string;
  readonly mistakes: Readonly<Record<PasteMistake, string>>;
  readonly warnings: Readonly<Record<PasteWarning, string>>;
  /** Follows a warning: the token can be saved all the same. */
  readonly testedAllTheSame: string;
}
