/**
 * Scrubs texts from Planhat or a proxy before they get into errors and logs. It removes the token in every encoding in
 * which a server may echo it, and everything that could be another secret.
 */

const EXCERPT_CHARS = 200;

/**
 * Longer than an ObjectId (24) and a UUID (36), which are kept because they help; tokens are usually longer than both.
 */
const TOKEN_LIKE = /[A-Za-z0-9_\-+/=.~%]{40,}/g;
const AFTER_SCHEME = /\b(bearer|basic)\s+\S+/gi;
/** Half of a surrogate pair that was cut. */
const HALF_AT_THE_END = /[\uD800-\uDBFF]$/;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\s]+/gu;

/** Removes the token and everything that looks like one from a text, and cuts it to 200 code units. */
function scrub(text: string, token: string): string {
  return takeOutToken(text, token)
    .replace(AFTER_SCHEME, "$1 [token]")
    .replace(TOKEN_LIKE, "[…]")
    .replace(UNPRINTABLE, " ")
    .trim()
    .slice(0, EXCERPT_CHARS)
    .replace(HALF_AT_THE_END, "")
    .toWellFormed();
}

/** Replaces the token by `[token]` in all its known encodings. */
export function takeOutToken(text: string, token: string): string {
  let clean = text;
  for (const spelling of listSpellings(token)) clean = clean.replaceAll(spelling, "[token]");
  return clean;
}

function listSpellings(token: string): string[] {
  const bytes = String.fromCharCode(...new TextEncoder().encode(`${token}:`));
  return [token, encodeURIComponent(token), JSON.stringify(token).slice(1, -1), btoa(bytes)];
}

/**
 * An excerpt of an answer's body for errors. A success body may hold a customer's records, so of JSON only the message,
 * or the names of its properties, is kept.
 */
export function makeExcerpt(body: string, token: string): string | undefined {
  const text = body.trim();
  if (text === "") return undefined;
  return scrub(describeBody(text), token);
}

function describeBody(text: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return /^[[{]/.test(text) ? "JSON that does not parse" : text;
  }
  if (typeof parsed === "string") return parsed;
  if (Array.isArray(parsed)) return `an array of ${parsed.length}`;
  if (typeof parsed !== "object" || parsed === null) return String(parsed);
  for (const key of ["message", "error", "detail"]) {
    const said: unknown = Object.getOwnPropertyDescriptor(parsed, key)?.value;
    if (typeof said === "string") return said;
  }
  return `an object with ${Object.keys(parsed).slice(0, 10).join(", ") || "no properties"}`;
}
