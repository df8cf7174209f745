/** The texts about pasted tokens that every language must have. If a language lacks a text, it does not compile. */

/** A kind of text that `inspectToken` removed from a pasted token. */
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

/** Why a pasted text cannot be a token. */
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

/** Why a pasted text looks odd. The text is tested anyway. */
export type PasteWarning = "odd_characters" | "short" | "cut" | "jwt" | "planhat_oauth";

/** The texts about pasted tokens in one language. */
export interface PasteTexts {
  /** Each text follows the word "Removed". */
  readonly changes: Readonly<Record<PasteChange, string>>;
  readonly removed: (what: readonly string[]) => string;
  readonly mistakes: Readonly<Record<PasteMistake, string>>;
  readonly warnings: Readonly<Record<PasteWarning, string>>;
  /** Follows a warning and says that the token can be saved anyway. */
  readonly testedAllTheSame: string;
}
