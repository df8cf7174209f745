/**
 * Cleans the text that somebody pasted as a Planhat token, and reports the changes. Planhat documents neither the
 * length nor the characters of its tokens. So a text is refused only if it certainly is no token. An odd text gets a
 * warning. This file runs in browsers and has under 4 kB gzipped.
 */
import { chooseWord } from "./choose-word.ts";
import { findWarnings, findForeign, findRegion } from "./foreign-secrets.ts";
import type { ForeignSecret, TokenWarning } from "./foreign-secrets.ts";
import { peelPaste } from "./peel-paste.ts";
import type { TokenChange } from "./peel-paste.ts";

export type { ForeignSecret, TokenChange, TokenWarning };

/** Why a pasted text is no token. */
export type TokenMistake =
  | "empty"
  | "too_short"
  | "too_long"
  | "control_characters"
  | "masked"
  /** The text ends in an ellipsis: the rest was not copied. */
  | "cut_short"
  /** More than one text may be the token. */
  | "several"
  | "prose"
  | ForeignSecret;

/** Why a pasted text cannot be a Planhat token. */
export interface TokenDefect {
  readonly kind: "empty" | "malformed" | "wrong_secret";
  readonly what: TokenMistake;
  /** The region in a Planhat address, such as `us3`. */
  readonly region?: string;
  /** For `several`: the cleaned texts that may be the token. */
  readonly choices?: readonly string[];
}

/** The result of `inspectToken`. Either `token` or `problem` is null, never both. */
export interface TokenInspection {
  readonly token: string | null;
  readonly changes: TokenChange[];
  readonly problem: TokenDefect | null;
  /** Why an accepted text looks odd. The caller should show the warnings and still test the token. */
  readonly warnings: TokenWarning[];
}

/** A shorter text is not a token. */
const MIN_CHARS = 8;
/**
 * No header can carry a longer text, and Save refuses it. Inspecting the text of a whole page would block the browser
 * for minutes.
 */
const MAX_CHARS = 16_384;

/**
 * Cleans a pasted text and judges it. Never throws. A clean token is returned unchanged, and cleaning the result
 * again changes nothing.
 */
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
    // Words are chosen only after prefixes are removed: a prefix such as `Bearer ` is recognised by its space.
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
