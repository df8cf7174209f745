/**
 * Chooses the token among several words of a pasted text. If more than one word may be the token, the person must
 * choose.
 */
import { findForeign } from "./foreign-secrets.ts";
import { peelPaste, PROSE, type TokenChange } from "./peel-paste.ts";

/** A word of this length may be a complete token. A shorter word is a label or the rest of a broken line. */
const TOKEN_CHARS = 24;
const MAX_CHOICES = 4;

/** The chosen text, or several texts to choose from. */
export type Chosen =
  | { readonly text: string }
  | { readonly choices: readonly string[] }
  /** The paste is prose: no word can be a token. */
  | { readonly isProse: true };

/**
 * Chooses the token in `text`, which `peelPaste` has cleaned. If a token is pasted twice, one copy is returned. If a
 * token is broken over several lines, its parts are joined.
 */
export function chooseWord(text: string, changes: Set<TokenChange>): Chosen {
  // A private key has several lines. The lines stay separate, so that the text is recognised as a private key.
  if (/^-+BEGIN/.test(text)) return { text };
  // The lines that begin and end a code block are not part of its content.
  const whole = text.split(/\s+/).filter((word) => !/^[~`*]{3,}$/.test(word));
  if (whole.length < 2) return { text: halve(whole[0] ?? text, changes) };

  const words = text
    .split(/[\r\n]+/)
    .flatMap((line) => peelPaste(line, new Set()).split(/\s+/))
    .map((word) => peelPaste(word, new Set()))
    .filter((word) => word !== "");
  const long = words.filter((word) => word.length >= TOKEN_CHARS && !findForeign(word));
  const [first] = long;
  const distinct = [...new Set(long)];
  const joined = whole.join("");
  const isForeign = findForeign(joined) !== undefined;
  if (first === undefined) {
    const isProse = PROSE.test(text) || /^\p{L}{1,8}$/u.test(whole[0] ?? "");
    if (whole.length > 2 && isProse && !isForeign) return { isProse: true };
  } else if (distinct.length === 1 && (long.length > 1 || words.some(findForeign))) {
    changes.add(long.length > 1 ? "doubled" : "label");
    return { text: first };
  }
  // Some programs write special characters around texts. A joined text with such characters is offered as a choice,
  // but not taken.
  const isPlain = /^[\w+/=.~:-]+$/.test(joined) && !joined.includes("~~~");
  // True for a joined text with a label, such as a line `Created: 2026-11-29` below the token.
  const isLabelled = first !== undefined && /[\p{L}\p{N}]:/u.test(joined);
  if (isForeign || (isPlain && !isLabelled && (first === undefined || isBroken(whole)))) {
    changes.add("whitespace");
    return { text: joined };
  }
  const isJoinable = long.length === words.length || distinct.length < 2;
  return { choices: [...distinct, ...(isJoinable ? [joined] : [])].slice(0, MAX_CHOICES) };
}

/**
 * True if all lines have the same width, as terminals and mails break lines, or if the text after the first word is
 * short.
 */
function isBroken([first = "", ...rest]: readonly string[]): boolean {
  const last = rest.at(-1)?.length ?? 0;
  const isOneWidth = rest.slice(0, -1).every(({ length }) => length === first.length);
  if (rest.length > 1 && isOneWidth && last < first.length) return true;
  return rest.join("").length < TOKEN_CHARS;
}

/** Takes half of a text that was pasted twice: `abcabc` and `abc,abc` become `abc`. */
function halve(text: string, changes: Set<TokenChange>): string {
  for (let gap = 0; gap <= 2; gap += 1) {
    const length = (text.length - gap) / 2;
    const half = text.slice(0, length);
    const isDoubled =
      length >= TOKEN_CHARS &&
      text.endsWith(half) &&
      /^[,;|/]*$/.test(text.slice(length, length + gap));
    if (!Number.isInteger(length) || !isDoubled) continue;
    changes.add("doubled");
    return half;
  }
  return text;
}
