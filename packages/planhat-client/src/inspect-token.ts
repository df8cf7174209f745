/**
 * Cleans what somebody pasted where a Planhat token belongs, and says what it did. Tokens are opaque: Planhat
 * documents neither length nor alphabet, so only what is certainly something else is refused, and a short text
 * earns a warning. Runs in browsers; kept under 2 kB gzipped because the connect page loads it first.
 */

/** What was taken off the paste. */
export type TokenChange =
  | "zero_width"
  | "whitespace"
  | "curl_command"
  | "json"
  | "quotes"
  | "authorization_header"
  | "bearer_prefix"
  | "export_assignment"
  | "base64_basic"
  | "trailing_colon";

/** What a wrong paste seems to be. */
export type TokenMistake =
  | "empty"
  | "too_short"
  | "control_characters"
  | "masked"
  | "tenant_uuid"
  | "url"
  | "email"
  | "jwt"
  | "private_key"
  | "planhat_oauth"
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

/** Why a paste cannot be a Planhat token. `region` is there when a URL of Planhat names one (`us3`). */
export interface TokenProblem {
  readonly kind: "empty" | "malformed" | "wrong_secret";
  readonly what: TokenMistake;
  readonly region?: string;
}

/** What `inspectToken` found. `token` is null exactly when there is a problem. */
export interface TokenInspection {
  readonly token: string | null;
  readonly changes: TokenChange[];
  readonly problem: TokenProblem | null;
  /** Accepted, yet perhaps not all of it was copied. `short`: shorter than tokens seen; `cut`: it ends in dots. */
  readonly warnings: ("short" | "cut")[];
}

/** Below this nothing is a token. */
const MIN_CHARS = 8;
/** The shortest example seen in any client's tests has 33 characters. */
const SHORT_CHARS = 32;

const QUOTE = "[\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb]";

/** What is taken off, and how. */
const steps: readonly (readonly [TokenChange, (text: string) => string])[] = [
  [
    "zero_width",
    (t) => t.replace(/[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, ""),
  ],
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
  // `{"apiToken": "…"}`, whatever else is in it
  [
    "json",
    (t) =>
      t.replace(
        /^\{(?=[^]*\}$)[^]*?["']\w*(?:token|key|authorization)["']\s*:\s*["']([^"']{8,})["'][^]*/i,
        "$1",
      ),
  ],
  ["quotes", (t) => t.replace(new RegExp(`^${QUOTE}+|${QUOTE}+[,;]?$`, "g"), "")],
  [
    "authorization_header",
    (t) => t.replace(/^(-H\s*|--header\s+)?["']?(proxy-)?authorization["']?\s*[:=]\s*/i, ""),
  ],
  ["bearer_prefix", (t) => t.replace(/^bearer(\s+|:\s*)/i, "")],
  [
    "export_assignment",
    (t) =>
      t.replace(
        /^((export|set|setx)\s+|\$env:)[a-z_]\w*(\s*=\s*|\s+)(?=[^=])|^\w*(token|key|secret|planhat)\w*["']?(\s*=\s*(?=[^=\s][\s\S]{7})|\s*:\s+(?=\S[\s\S]{7}))/i,
        "",
      ),
  ],
  ["base64_basic", decodeBasic],
  ["trailing_colon", (t) => t.replace(/:+$/, "")],
];

const foreign: readonly (readonly [TokenMistake, RegExp])[] = [
  ["tenant_uuid", /^\{?[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\}?$/i],
  ["url", /^(\$?curl\S*?)?https?:\/\/|^[\w-]+\.planhat(demo)?\.com\b/i],
  ["email", /^[^@/=]+@[\w-]+(\.[\w-]+)+$/],
  ["private_key", /^-+BEGIN/],
  ["github", /^(gh[opusr]_\w{36}|github_pat_\w{22})/],
  ["gitlab", /^glpat-[\w-]{20}/],
  ["stripe", /^([prs]k_(live|test)_|whsec_)\w{8}/],
  ["slack", /^(xox[a-z]-|xapp-)[\w-]{8}|^https:\/\/hooks\.slack/],
  ["aws", /^(AKIA|ASIA)[A-Z\d]{16}$/],
  ["google", /^AIza[\w-]{35}$/],
  ["hubspot", /^pat-(na|eu)\d-[\da-f-]{36}$/],
  ["sendgrid", /^SG\.[\w-]{16,}\.[\w-]{16,}$/],
  ["ai_provider", /^sk-(ant|proj|or)-[\w-]{16}/],
  ["planhat_oauth", /^[ps]k_[\w-]{12,96}$/],
  // npm, Atlassian, Notion, Linear, Airtable, Salesforce, Shopify, DigitalOcean, Hugging Face.
  [
    "other_service",
    /^(npm_\w{36}$|ATATT3x|ntn_\w{40}|lin_api_\w{40}$|pat\w{14}\.[\da-f]{64}$|00D\w{12}!|shpat_[\da-f]{32}$|dop_v1_|hf_\w{34}$)/,
  ],
];

/** Cleans a paste and says what it is. Total: never throws, whatever the text. A token that is already clean comes
 *  back as it is, and cleaning twice changes nothing more. */
export function inspectToken(text: string): TokenInspection {
  const changes = new Set<TokenChange>();
  let clean = text;
  for (let before; before !== clean;) {
    before = clean;
    clean = takeOff(clean, changes);
    // Only when no prefix is left: the space of `Bearer x` is what tells it from a token. A key's own lines stay.
    const joined = /^-+BEGIN/.test(clean) ? clean : clean.replace(/\s+/g, "");
    if (joined !== clean) changes.add("whitespace");
    clean = joined;
  }
  const problem = findProblem(clean);
  const warnings: TokenInspection["warnings"] = [];
  if (!problem && clean.length < SHORT_CHARS) warnings.push("short");
  if (!problem && clean.endsWith("..")) warnings.push("cut");
  return {
    token: problem ? null : clean,
    changes: [...changes],
    problem,
    warnings,
  };
}

/** Applies the steps until none changes anything. Each one only shortens, so this ends. */
function takeOff(text: string, changes: Set<TokenChange>): string {
  let clean = text;
  for (let before; before !== clean;) {
    before = clean;
    for (const [change, step] of steps) {
      const after = step(clean);
      // A step that eats everything found no token behind what it knows; the verdict needs that text.
      if (after === clean || (after === "" && change !== "zero_width" && change !== "whitespace")) {
        continue;
      }
      changes.add(change);
      clean = after;
    }
  }
  return clean;
}

function findProblem(text: string): TokenProblem | null {
  if (text === "") return { kind: "empty", what: "empty" };
  if (/[\u2022\u25cf\u2026]|^\*+|\*{4}/.test(text)) return { kind: "malformed", what: "masked" };
  for (const [what, pattern] of foreign) {
    if (!pattern.test(text)) continue;
    const region = what === "url" && /\b(?:app|api|ws)-([a-z]{2}\d?)\.planhat/i.exec(text)?.[1];
    return { kind: "wrong_secret", what, ...(region ? { region: region.toLowerCase() } : {}) };
  }
  if (isForeignJwt(text)) return { kind: "wrong_secret", what: "jwt" };
  if (!/^[\x21-\x7e]*$/.test(text)) return { kind: "malformed", what: "control_characters" };
  if (text.length < MIN_CHARS) return { kind: "malformed", what: "too_short" };
  return null;
}

/** `Basic dG9rZW46`, or `dG9rZW46` alone: base64 of the token and a colon, as Planhat's docs describe. */
function decodeBasic(text: string): string {
  const [, scheme, encoded] = /^(basic\s+)?([\w+/\s-]+(?:=\s*){0,2})$/i.exec(text) ?? [];
  // Broken over lines it is joined here: without its scheme nobody would know it for what it is.
  const decoded = encoded && decode(encoded.replace(/\s/g, ""));
  if (!decoded || !/^[\x21-\x7e]{8,}$/.test(decoded)) return text;
  return scheme || decoded.endsWith(":") ? decoded : text;
}

/** A JWT is somebody else's unless its claims speak of Planhat, whose OAuth tokens may be of this form. */
function isForeignJwt(text: string): boolean {
  const claims = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*$/.exec(text)?.[1];
  return claims !== undefined && !/planhat/i.test(decode(claims));
}

function decode(base64: string): string {
  try {
    return atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}
