/**
 * Cleans what somebody pasted where a Planhat token belongs, and says what it did. Tokens are opaque: Planhat
 * documents neither length nor alphabet, so only what is certainly something else is refused, and all that is merely
 * odd earns a warning. Runs in browsers, in under 4 kB gzipped.
 */
import { chooseWord } from "./choose-word.ts";
import { findWarnings, findForeign, findRegion } from "./foreign-secrets.ts";
import type { ForeignSecret, TokenWarning } from "./foreign-secrets.ts";
import { peelPaste } from "./peel-paste.ts";
import type { TokenChange } from "./peel-paste.ts";

export type { ForeignSecret, TokenChange, TokenWarning };

/** What a wrong paste seems to be. */
export type TokenMistake =
  | "empty"
  | "too_short"
  | "too_long"
  | "control_characters"
  | "masked"
  /** It ends in an ellipsis: the rest was not copied. */
  | "cut_short"
  /** More than one text that may be the token. */
  | "several"
  | "prose"
  | ForeignSecret;

/** Why a paste cannot be a Planhat token. */
export interface TokenDefect {
  readonly kind: "empty" | "malformed" | "wrong_secret";
  readonly what: TokenMistake;
  /** The region that an address of Planhat names (`us3`). */
  readonly region?: string;
  /** For `several`: the texts that may be the token, cleaned. */
  readonly choices?: readonly string[];
}

/** What `inspectToken` found. `token` is null exactly when there is a problem. */
export interface TokenInspection {
  readonly token: string | null;
  readonly changes: TokenChange[];
  readonly problem: TokenDefect | null;
  /** What speaks against an accepted token: it is to be said, and the token to be tried. */
  readonly warnings: TokenWarning[];
}

/** Below this nothing is a token. */
const MIN_CHARS = 8;
/** No header takes more, and Save neither. Reading a whole page's text would hold up the browser for minutes. */
const MAX_CHARS = 16_384;

/** Cleans a paste and says what it is. Total: never throws, whatever the text. A token that is already clean comes
 *  back as it is, and cleaning twice changes nothing more. */
export function inspectToken(text: string): TokenInspection {
  if (text.length > MAX_CHARS)
    return {
      token: null,
      changes: [],
      problem: { kind: "malformed", what: "too_long" },
      warnings: [],
    };
  const changes = new Set<TokenChange>();
  let clean = text;
  let problem: TokenDefect | null = null;
  for (let before; before !== clean && problem === null;) {
    before = clean;
    clean = peelPaste(clean, changes);
    // Only when no prefix is left: the space of `Bearer x` is what tells it from a token.
    const chosen = chooseWord(clean, changes);
    if ("text" in chosen) clean = chosen.text;
    else if ("choices" in chosen)
      problem = { kind: "malformed", what: "several", choices: chosen.choices };
    else problem = { kind: "malformed", what: "prose" };
  }
  problem ??= findDefect(clean);
  return {
    token: problem ? null : clean,
    changes: [...changes],
    problem,
    warnings: problem ? [] : findWarnings(clean),
  };
}

function findDefect(text: string): TokenDefect | null {
  if (text === "") return { kind: "empty", what: "empty" };
  if (/^[^\u2022\u25cf\u2026]+\u2026$/.test(text)) return { kind: "malformed", what: "cut_short" };
  if (/[\u2022\u25cf\u2026]|^\*{3}|\*{6}/.test(text)) return { kind: "malformed", what: "masked" };
  const what = findForeign(text);
  if (what) {
    const region = what === "url" ? findRegion(text) : undefined;
    return { kind: "wrong_secret", what, ...(region ? { region } : {}) };
  }
  if (!/^[\x21-\x7e]*$/.test(text)) return { kind: "malformed", what: "control_characters" };
  if (text.length < MIN_CHARS) return { kind: "malformed", what: "too_short" };
  return null;
}
