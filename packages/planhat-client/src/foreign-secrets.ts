/**
 * Recognises texts that are certainly not Planhat tokens. Planhat documents no format, so a key is refused only if it
 * has another vendor's published prefix and exact length. A text that only looks like another kind of key gets a
 * warning.
 */

/** Secrets of other services, and texts that are not secrets. */
export type ForeignSecret =
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

/** Why a text may be something other than a token. */
export type TokenWarning = "odd_characters" | "short" | "cut" | "jwt" | "planhat_oauth";

/** The shortest example token in the tests of any known client has 33 characters. */
const SHORT_CHARS = 32;

const uuid = "[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}";

const foreign: readonly (readonly [ForeignSecret, RegExp])[] = [
  ["tenant_uuid", new RegExp(`^(?:urn:uuid:)?${uuid}$`, "i")],
  ["url", /^(\$?curl\S*?)?https?:\/\/|^[\w-]+\.planhat(demo)?\.com\b|^hooks\.slack\.com\//i],
  ["email", /^(?:mailto:)?[\w.+-]+@[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,24}$/i],
  ["private_key", /^-+BEGIN/],
  ["github", /^(gh[opusr]_[a-z\d]{36}|github_pat_\w{82})$/i],
  ["gitlab", /^glpat-([\w-]{20}|[\w-]{27,300}\.[\da-z]{9})$/],
  ["stripe", /^([prs]k_(live|test|prod)_[a-z\d]{10,240}|whsec_[a-z\d+/]{32,64}=*)$/i],
  ["slack", /^(xox[a-z]-\d[a-z\d-]{17,250}|xapp-\d-[A-Z\d]+-\d+-[a-f\d]+)$/i],
  ["aws", /^(AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}$/],
  ["google", /^AIza[\w-]{35}$/],
  ["hubspot", new RegExp(`^pat-(na|eu|ap)\\d-${uuid}$`)],
  ["sendgrid", /^SG\.[\w-]{22}\.[\w-]{43}$/],
  // Anthropic; OpenRouter; OpenAI, whose keys all contain the same eight characters.
  [
    "ai_provider",
    /^sk-(ant-[a-z]+\d\d-[\w-]{93}AA|or-v1-[\da-f]{64}|[\w-]{20,94}T3BlbkFJ[\w-]{20,74})$/,
  ],
  // npm, Atlassian, Notion, Linear, Airtable, Salesforce, Shopify, DigitalOcean, Hugging Face.
  [
    "other_service",
    /^(npm_[a-z\d]{36}|ATATT3[\w=-]{186}|ntn_\d{11}[a-z\d]{35}|lin_api_[a-z\d]{40}|pat[a-z\d]{14}\.[\da-f]{64}|00D\w{12}(\w{3})?![\w.]{80,260}|shp(at|ca|pa|ss)_[\da-f]{32}|do[opr]_v1_[\da-f]{64}|hf_[a-z]{34})$/i,
  ],
];

/** The service to which the secret certainly belongs; undefined if the secret may be Planhat's. */
export function findForeign(text: string): ForeignSecret | undefined {
  return foreign.find(([, pattern]) => pattern.test(text))?.[0];
}

/** The region in a Planhat address, such as `us3`. */
export function findRegion(text: string): string | undefined {
  return /\b(?:app|api|ws)-([a-z]{2}\d?)\.planhat/i.exec(text)?.[1]?.toLowerCase();
}

/** The warnings about an accepted text. The warnings are shown, and the token is still tested. */
export function findWarnings(token: string): TokenWarning[] {
  const warnings: TokenWarning[] = [];
  // The characters of a bearer token in RFC 6750. Planhat documents no format, so other characters cause only a
  // warning.
  if (!/^[\w.~+/-]+=*$/.test(token)) warnings.push("odd_characters");
  if (token.length < SHORT_CHARS) warnings.push("short");
  if (/\.{3}|\.\.$/.test(token)) warnings.push("cut");
  const claims = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]*$/.exec(token)?.[1];
  // Planhat's own OAuth tokens may be JWTs.
  if (claims !== undefined && !/planhat/i.test(decodeBase64(claims))) warnings.push("jwt");
  // The ids and secrets of Planhat's OAuth clients begin like this.
  if (/^[ps]k_/.test(token)) warnings.push("planhat_oauth");
  return warnings;
}

/** The decoded bytes as characters; empty if the text is not base64. */
export function decodeBase64(base64: string): string {
  try {
    return atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}
