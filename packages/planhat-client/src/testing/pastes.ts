/** Generators of tokens and of the ways in which people paste them. */
import * as fc from "fast-check";

export type Mutate = (text: string) => string;

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const printable = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).join("");

const ofChars = (chars: string, minLength: number, maxLength: number) =>
  fc
    .array(fc.constantFrom(...chars.split("")), { minLength, maxLength })
    .map((parts) => parts.join(""));

/** Opaque, base64-like texts of every plausible length. */
export const anyToken = ofChars(letters, 30, 400);

/** Tokens of random letters and digits. No token is a text repeated twice, and no token is a word. */
export const randomToken = ofChars(letters, 33, 120).filter(
  (token) => new Set(token).size > 10 && /\d/.test(token),
);

/**
 * Tokens of any printable ASCII. The first and last characters are letters, digits or the characters with which
 * base64 and base64url end. Quotes, brackets, dots and colons at the ends count as text around a token. The generator
 * may make a text that begins like another service's key: such a key is recognised only with its exact length.
 */
export const printableToken = fc
  .tuple(
    ofChars(`${letters}_-+/~`, 1, 1),
    ofChars(printable, 18, 398),
    ofChars(`${letters}_-+/=~`, 1, 1),
  )
  .map((parts) => parts.join(""))
  // Six asterisks mean a masked token, and a mail address is refused.
  .filter((token) => !token.includes("******") && !/^[\w.+-]+@[a-z\d.-]+$/i.test(token));

const quotes: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["“", "”"],
  ["‘", "’"],
  ["„", "“"],
  ["‚", "‘"],
  ["«", "»"],
  ["»", "«"],
  ["‹", "›"],
  ["「", "」"],
  ["『", "』"],
  ["〝", "〞"],
  ["＂", "＂"],
];

const around = (pairs: readonly (readonly [string, string])[]) =>
  fc.constantFrom(...pairs).map(
    ([open, close]): Mutate =>
      (t) =>
        open + t + close,
  );

/** Inserts a text between two characters of the token, so that no keyword before the token is broken. */
const insert = (text: string, at: number, what: string): string => {
  const place = text.length - 1 - (at % 20);
  return text.slice(0, place) + what + text.slice(place);
};

const inside = (...marks: string[]) =>
  fc.tuple(fc.nat(), fc.constantFrom(...marks)).map(
    ([at, mark]): Mutate =>
      (t) =>
        insert(t, at, mark),
  );

const before = (...prefixes: string[]) =>
  fc.constantFrom(...prefixes).map(
    (prefix): Mutate =>
      (t) =>
        prefix + t,
  );

const after = (...ends: string[]) =>
  fc.constantFrom(...ends).map(
    (end): Mutate =>
      (t) =>
        t + end,
  );

const spaces: [string, string][] = [" ", "\n", "\t", "\r\n", "\u00a0"].map((space) => [
  space,
  space,
]);

/** Text around a token or around its header. */
export const mutation = fc.oneof(
  around(spaces),
  inside("\n"),
  inside("\u200b", "\ufeff", "\u2060", "\u2066", "\u2069", "\u061c"),
  around(quotes),
  before(
    "Bearer ",
    "bearer  ",
    "Authorization: Bearer ",
    "authorization:Bearer\t",
    "-H 'Authorization: ",
    "export PLANHAT_TOKEN=",
    "export X=",
    "API_TOKEN = ",
    "planhat_token: ",
    "$env:T = ",
  ),
  after(":"),
);

/** Whole texts that contain an unchanged token, some with the scheme. */
export const wrapping = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Mutate>((t) => t) },
  fc.constantFrom("token", "apiToken", "api_key", "Authorization").map(
    (name): Mutate =>
      (t) =>
        JSON.stringify({ name: "x", [name]: t, more: [1] }),
  ),
  fc.constantFrom("-H", "--header").map(
    (flag): Mutate =>
      (t) =>
        `curl https://api.planhat.com/users ${flag} "Authorization: Bearer ${t}" -v`,
  ),
);

/** Syntax that a program or a page writes around a text. */
export const syntax = fc.oneof(
  around(quotes),
  around([
    ["(", ")"],
    ["[", "]"],
    ["{", "}"],
    ["<", ">"],
    ["<code>", "</code>"],
    ["<pre><code class='x'>", "</code></pre>"],
    ["**", "**"],
    ["***", "***"],
    ["*", "*"],
    ["__", "__"],
    ["```\n", "\n```"],
    ["```text\n", "\n```"],
    ["~~~sh\r\n", "\r\n~~~"],
    ['["', '"]'],
    ['{"token":"', '"},'],
    ["{'token': '", "'}"],
    ["headers = {'Authorization': 'Bearer ", "'}"],
    ["[{'API Access Token': u'", "', 'n': 1}],"],
    ["\u2066", "\u2069"],
    ["\u2068", "\u2069"],
    ["\u202a", "\u202c"],
  ]),
);

/** Labels that a person writes before a token. */
export const label = before(
  "API Access Token: ",
  "API access token\n",
  "Here is the token: ",
  "Here is the token you asked for, for Planhat:\n\n",
  "Here is the Planhat token ",
  "Het token is: ",
  "Token\r\n",
  "**Token:** ",
  "Name: Churned\nToken: ",
  "- API token = ",
  "# Planhat token\n",
  "const token = ",
);

/** Endings of a sentence or of a list item. */
export const ending = after(".", ",", ";", "),", " \n");

export const dressing = fc.oneof(syntax, label, ending);

/** The same token pasted twice. */
export const repeating = fc.constantFrom<Mutate>(
  (t) => t + t,
  (t) => `${t} ${t}`,
  (t) => `${t}\n${t}\n`,
  (t) => `"${t}"\r\n"${t}"`,
  (t) => `Bearer ${t}\nBearer ${t}`,
  (t) => `${t}, ${t}`,
  (t) => `Token: ${t}\nToken: ${t}`,
);

export const encoding = fc.constantFrom<Mutate>(
  (t) => t,
  (t) => t,
  (t) => btoa(`${t}:`),
  (t) => `Basic ${btoa(`${t}:`)}`,
);
