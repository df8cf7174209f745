/**
 * Judges who wrote a refusal. Planhat does not document the bodies of its errors. So this file judges only whether
 * Planhat's API could have written the answer. Planhat's API could have written JSON with a message, or a short plain
 * sentence that is typical of an API. It cannot have written an HTML page, or a text that contains the name of a
 * firewall. Headers such as `server: cloudflare` alone prove nothing, because they may be on every answer.
 */

import type { AnswerHeaders } from "./send.ts";

/**
 * `planhat`: Planhat's API could have written this answer. `unknown`: there is no sign for Planhat's API and no sign
 * against it. `other`: something else wrote this answer, such as a firewall, a proxy or a web server.
 */
export type Author = "planhat" | "unknown" | "other";

/** A longer plain text is not the error message of an API. */
const plainCharsMax = 200;

/** Headers that only firewalls and gateways add, and that they add only to their own refusals. */
const refusalHeaders = [
  "cf-mitigated",
  "x-amzn-waf-action",
  "x-sucuri-block",
  "x-deny-reason",
  "proxy-authenticate",
];
/** The names of firewalls and proxies, as they appear on their pages. */
const firewallWords =
  /cloudflare|cloudfront|akamai|imperva|incapsula|sucuri|fastly|awselb|mod_?security|barracuda|fortinet|fortiguard|fortiweb|zscaler|netskope|big-?ip|error code: ?1\d{3}|ray id|support id|incident id|captcha|firewall|\bwaf\b|\brbac\b|\bproxy\b|(?:request|access|you) (?:has |have |is |are |was |were |been )*blocked|blocked by|reference #|by administrative rules/i;
/** Firewalls and proxies in the header `server`. They may answer with the default message of a status. */
const edgeServers =
  /cloudflare|cloudfront|akamai|imperva|incapsula|sucuri|awselb|envoy|istio|haproxy|squid|varnish|gateway|waf/i;
/** Sentences about a permission or a token that are typical of an API. */
const ownSentences =
  /^(?:you are not (?:allowed|permitted|authori[sz]ed) to .+|you do(?: not|n't) have (?:the )?permissions? .+|(?:missing|invalid|expired|unknown|revoked|no) (?:api |access |bearer |auth(?:entication|orization)? )*(?:token|key|credentials)\.?.{0,60})$/i;
/**
 * Every call sends a token. If an answer says that no token was sent, its author did not receive the token. So the
 * answer proves nothing about the token.
 */
const noTokenCame =
  /\b(?:no|missing|without) (?:[\w-]+ ){0,3}(?:token|key|credentials?|authorization)\b|\b(?:token|key|credentials?|authorization(?: header)?) (?:is |are |was |were |not |be ){0,3}(?:missing|absent|found|provided|present|supplied|sent)\b/i;
const judgesToken =
  /\b(?:invalid|incorrect|wrong|expired|revoked|unknown|malformed|permissions?)\b/i;
/** The default messages of frameworks. A proxy may use the same messages. */
const statusWords = /^(?:unauthori[sz]ed|forbidden|not authori[sz]ed|bad request)[.!]?$/i;
/** The keys under which APIs put an error's message. */
const messageKeys = ["message", "error", "errors", "detail", "msg", "reason", "permissionErrors"];

/** Judges who wrote a 4xx answer. */
export function judgeAuthor(headers: AnswerHeaders, body: string): Author {
  const text = body.trim();
  const type = headers.get("content-type")?.toLowerCase() ?? "";
  const challenge = headers.get("www-authenticate") ?? "";
  if (refusalHeaders.some((name) => headers.has(name))) return "other";
  if (/^(?:negotiate|ntlm|digest)/i.test(challenge)) return "other";
  if (text.startsWith("<") || firewallWords.test(text)) return "other";
  if (noTokenCame.test(text) && !judgesToken.test(text)) return "unknown";
  const isJson = type === "" || /[/+]json\b/.test(type);
  const parsed = isJson ? parse(text) : undefined;
  // Amazon's gateway sets this header on the errors that it writes.
  const isGateways = headers.has("x-amzn-errortype");
  if (typeof parsed === "object" && parsed !== null)
    return messageKeys.some((key) => key in parsed) && !isGateways ? "planhat" : "unknown";
  const sentence = typeof parsed === "string" ? parsed.trim() : text;
  const isPlain = isJson || type.startsWith("text/plain");
  if (!isPlain || sentence === "" || sentence.length > plainCharsMax) return "unknown";
  if (ownSentences.test(sentence)) return "planhat";
  const isBehindEdge = edgeServers.test(headers.get("server") ?? "");
  return statusWords.test(sentence) && !isBehindEdge ? "planhat" : "unknown";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
