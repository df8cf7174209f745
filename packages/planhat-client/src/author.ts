/**
 * Who wrote a refusal. Planhat documents no body of its errors, so this asks only whether its API could have written
 * the answer: JSON with a message, or a short plain sentence that an API says. A page, and what a firewall says of
 * itself, it did not write. Headers such as `server: cloudflare` alone prove nothing: they may stand on every answer.
 */

/** `planhat`: its API could have written this. `unknown`: nothing speaks for that, and nothing against. `other`: something
 *  else wrote this: a firewall, a proxy, a web server. */
export type Author = "planhat" | "unknown" | "other";

/** A longer plain text is no API's sentence. */
const plainCharsMax = 200;

/** Headers that only a firewall or a gateway adds, and only to a refusal of its own. */
const refusalHeaders = [
  "cf-mitigated",
  "x-amzn-waf-action",
  "x-sucuri-block",
  "x-deny-reason",
  "proxy-authenticate",
];
/** How firewalls, proxies and their pages speak of themselves. */
const firewallWords =
  /cloudflare|cloudfront|akamai|imperva|incapsula|sucuri|fastly|awselb|mod_?security|barracuda|fortinet|fortiguard|fortiweb|zscaler|netskope|big-?ip|error code: ?1\d{3}|ray id|support id|incident id|captcha|firewall|\bwaf\b|\brbac\b|\bproxy\b|(?:request|access|you) (?:has |have |is |are |was |were |been )*blocked|blocked by|reference #|by administrative rules/i;
/** Edges and proxies, as `server` names them. What is said behind one in a web server's own words may be its own. */
const edgeServers =
  /cloudflare|cloudfront|akamai|imperva|incapsula|sucuri|awselb|envoy|istio|haproxy|squid|varnish|gateway|waf/i;
/** Sentences about a permission or a token, as an API says them. */
const ownSentences =
  /^(?:you are not (?:allowed|permitted|authori[sz]ed) to .+|you do(?: not|n't) have (?:the )?permissions? .+|(?:missing|invalid|expired|unknown|revoked|no) (?:api |access |bearer |auth(?:entication|orization)? )*(?:token|key|credentials)\.?.{0,60})$/i;
/** A token goes with each call: who says that none came did not see it, and so says nothing of it. */
const noTokenCame =
  /\b(?:no|missing|without) (?:[\w-]+ ){0,3}(?:token|key|credentials?|authorization)\b|\b(?:token|key|credentials?|authorization(?: header)?) (?:is |are |was |were |not |be ){0,3}(?:missing|absent|found|provided|present|supplied|sent)\b/i;
const judgesToken =
  /\b(?:invalid|incorrect|wrong|expired|revoked|unknown|malformed|permissions?)\b/i;
/** What frameworks answer where nobody wrote a sentence; a proxy may answer the same. */
const statusWords = /^(?:unauthori[sz]ed|forbidden|not authori[sz]ed|bad request)[.!]?$/i;
/** Under one of these, an API's error says what is wrong. */
const messageKeys = ["message", "error", "errors", "detail", "msg", "reason", "permissionErrors"];

/** Tells who wrote an answer that is a 4xx. */
export function judgeAuthor(headers: Headers, body: string): Author {
  const text = body.trim();
  const type = headers.get("content-type")?.toLowerCase() ?? "";
  const challenge = headers.get("www-authenticate") ?? "";
  if (refusalHeaders.some((name) => headers.has(name))) return "other";
  if (/^(?:negotiate|ntlm|digest)/i.test(challenge)) return "other";
  if (text.startsWith("<") || firewallWords.test(text)) return "other";
  if (noTokenCame.test(text) && !judgesToken.test(text)) return "unknown";
  const isJson = type === "" || /[/+]json\b/.test(type);
  const parsed = isJson ? parse(text) : undefined;
  // Amazon's gateway names an error that it made itself.
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
