/** Removes the text that people paste around a token, one layer after another. */
import { decodeBase64 } from "./foreign-secrets.ts";

/** A kind of layer that was removed from a pasted text. */
export type TokenChange =
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

const QUOTE = "[\\p{Quotation_Mark}`\u00b4\u2032\u2033]";
// Quotes are removed one at a time, because code fences consist of the same characters. Six or more quotes are
// removed at once, for speed.
const quotes = new RegExp(`^(?:${QUOTE}{6,}|${QUOTE})|(?:${QUOTE}{6,}|${QUOTE})$`, "gu");

/**
 * Words that announce a token. Every word of a label must be shorter than a token, so that no token is mistaken for a
 * label.
 */
const NAME = "(?:token|key|secret|sleutel|planhat|churned)";
const LETTER = "[\\p{L}\\p{N}_.,:!\"'’()/#*>-]";
const WORDS = `(?:${LETTER}{1,19}\\s+){0,20}?`;
// `API Access Token: …`, `Name: Churned, token = …`
const labelWithColon = new RegExp(
  `^${WORDS}${LETTER}{0,12}?${NAME}${LETTER}{0,12}(?:\\s+${LETTER}{1,19}){0,4}?\\s*[:=]+["'*]*\\s*(?=[^\\s=]\\S{7})`,
  "iu",
);
const SIGNS = "[^\\p{L}\\p{N}\\s]{0,4}";
// The label on a separate line, or `Here is the token for you …`
const labelAlone = new RegExp(
  `^${WORDS}${SIGNS}(?:api[_-]?)?${NAME}${SIGNS}(?:[^\\S\\n]*\\n\\s*|\\s+((?:\\S{1,19}\\s+){0,12}?)(?=\\S{24,}$))(?=\\S)`,
  "iu",
);
/** Matches words of prose. A word that may be the first part of a token broken over lines does not match. */
export const PROSE = /^(?:(?:\p{Lu}?\p{Ll}+|\p{Lu})(?:['’]\p{Ll}+)?[.,:!?)]*(?:\s+|$))*$/u;

/** The layers, and how to remove each layer. */
const steps: readonly (readonly [TokenChange, (text: string) => string])[] = [
  // Invisible characters: bidi marks, joiners, soft hyphens.
  ["zero_width", (t) => t.replace(/\p{Default_Ignorable_Code_Point}/gu, "")],
  ["whitespace", (t) => t.trim()],
  // `curl … -H "Authorization: Bearer …"`, `curl -u token:`
  [
    "curl_command",
    (t) =>
      t.replace(
        /^\$?\s*curl(?=\s)[^]*?(?:authorization:\s*([^"']+)|\s(?:-u|--user)[\s=]+["']?([^\s"']+))[^]*$/i,
        "$1$2",
      ),
  ],
  // `{"apiToken": "…"}` or a Python dict, with any other keys
  [
    "json",
    (t) =>
      t.replace(
        /^[^{]{0,160}\{(?=[^]*\}[\])]*[,;:.]*$)[^]*?["'][\w .-]*(?:token|key|secret|authorization)["']\s*:\s*[bfru]?["']([^"']{8,})["'][^]*/i,
        "$1",
      ),
  ],
  [
    "markup",
    (t) =>
      t
        .replace(/^(?:`{3,}|~{3,})[\w+-]*\s*\n\s*|\s~[\s~]*$/g, "")
        .replace(/^<[a-z]\w{0,9}(?:\s[^<>]*)?>|<\s*\/[\s\w]*>$/gi, "")
        .replace(/^\*{1,3}(?=[^*])/, "")
        .replace(/([^*])\*{1,3}$|^__([^]+)__$/, "$1$2"),
  ],
  ["quotes", (t) => t.replace(quotes, "")],
  [
    "authorization_header",
    (t) => t.replace(/^(-H\s*|--header\s+)?["']?(proxy-)?authorization["']?\s*[:=]\s*/i, ""),
  ],
  ["bearer_prefix", (t) => t.replace(/^bearer(\s+|:\s*)/i, "")],
  [
    "export_assignment",
    (t) =>
      t.replace(
        /^((export|set|setx|const|let|var)\s+|\$env:)[a-z_]\w*(\s*=\s*|\s+)(?=[^=])|^(?=\w{1,23}\W)\w*(token|key|secret|planhat)\w*["']?(\s*=\s*(?=[^=\s][\s\S]{7})|\s*:\s+(?=\S[\s\S]{7}))/i,
        "",
      ),
  ],
  [
    "label",
    (t) =>
      t
        .replace(labelWithColon, "")
        .replace(labelAlone, (label, words: string = "") => (PROSE.test(words) ? "" : label)),
  ],
  ["percent_encoding", decodePercent],
  ["base64_basic", decodeBasic],
  ["trailing_colon", (t) => t.replace(/:+$/, "")],
  ["punctuation", dropPunctuation],
  // Brackets come last, because tags and JSON contain brackets too.
  ["brackets", (t) => t.replace(/^(?:[\p{Ps}<]{6,}|[\p{Ps}<])|(?:[\p{Pe}>]{6,}|[\p{Pe}>])$/gu, "")],
];

/**
 * Applies the steps, outer layers first, until no step changes the text. The loop ends, because each step shortens
 * the text.
 */
export function peelPaste(text: string, changes: Set<TokenChange>): string {
  let clean = text;
  for (;;) {
    const found = findLayer(clean);
    if (found === undefined) return clean;
    changes.add(found.change);
    clean = found.after;
  }
}

function findLayer(text: string): { change: TokenChange; after: string } | undefined {
  for (const [change, step] of steps) {
    const after = step(text);
    // If a step would remove everything, the layer contains no token. The text stays, so that a later step can name
    // the mistake.
    const isEaten = after === "" && change !== "zero_width" && change !== "whitespace";
    if (after !== text && !isEaten) return { change, after };
  }
  return undefined;
}

/**
 * Removes punctuation at the end. Several dots stay, because they show that a part is missing; a JWT may end in a dot.
 */
function dropPunctuation(text: string): string {
  return /^eyJ[\w-]+\.[\w-]+\.$/.test(text)
    ? text
    : text.replace(/[,;\u3001\u3002\uff0c]+$/, "").replace(/([^.\s])\.$/, "$1");
}

/**
 * Decodes percent encoding: `abc%2Bdef%3D` is `abc+def=`. An encoder never encodes letters and digits. So a text with
 * encoded letters or digits stays unchanged.
 */
function decodePercent(text: string): string {
  if (!/^(?:[\w.~!*'()/-]|%[2-7][\da-f])+$/i.test(text)) return text;
  if (/%(?:3\d|[46][1-9a-f]|[57][\da]|2[de]|5f|7[ef])/i.test(text)) return text;
  return text.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Decodes `Basic dG9rZW46`, or `dG9rZW46` alone: base64 of the token and a colon, as Planhat's docs describe. */
function decodeBasic(text: string): string {
  const [, scheme, encoded] = /^(basic\s+)?([\w+/\s-]+(?:=\s*){0,2})$/i.exec(text) ?? [];
  // Lines are joined here, because the scheme `Basic` still shows that the text is base64.
  const decoded = encoded && decodeBase64(encoded.replace(/\s/g, ""));
  if (!decoded || !/^[\x21-\x7e]{8,}$/.test(decoded)) return text;
  return scheme || decoded.endsWith(":") ? decoded : text;
}
