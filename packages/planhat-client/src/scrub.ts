/**
 * Removes secrets from texts of Planhat or a proxy, before the texts get into errors and logs. Removes the token in
 * every encoding in which a server may repeat it, and every text that could be another secret.
 */

const EXCERPT_CHARS = 200;

/**
 * Matches texts that are longer than an ObjectId (24) and a UUID (36), because these ids are useful in a message.
 * Tokens are usually longer than both kinds of id.
 */
const TOKEN_LIKE = /[A-Za-z0-9_\-+/=.~%]{40,}/g;
const AFTER_SCHEME = /\b(bearer|basic)\s+\S+/gi;
/** The first half of a surrogate pair whose second half was cut off. */
const HALF_AT_THE_END = /[\uD800-\uDBFF]$/;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\s]+/gu;

/** Removes the token, and every text that looks like a token. Cuts the result to 200 code units. */
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

/** Replaces the token by `[token]`, in all its known encodings. */
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
 * An excerpt of an answer's body for errors. The body of a success may contain a customer's records. So from JSON,
 * the excerpt has only the message or the names of the properties.
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
