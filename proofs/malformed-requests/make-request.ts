/** Makes malformed requests from the OpenAPI document: wrong ids, queries, headers, methods and bodies. */

/** One operation of the document. */
export interface Described {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly example: unknown;
}

export interface Malformed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const texts = [
  "",
  " ",
  "null",
  "0",
  "-1",
  "1e309",
  "9".repeat(400),
  "true",
  "\u0000",
  "\ud800",
  "Ǝ\u202e😀",
  "../../etc/passwd",
  "' or 1=1 --",
  "${7*7}",
  "<script>",
  "2026-13-45T99:99:99Z",
  "-000001-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.001Z",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "x".repeat(5_000),
  "00000000-0000-0000-0000-000000000000",
  "[]",
  "{}",
];
const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const cursors = [
  forged(["", ""]),
  forged(["", "x"]),
  forged(["9999-99-99 x", "019ab000-0000-7000-8000-000000000000"]),
  forged(["99999999999999999999", ""]),
  forged([null, {}]),
];
const values: readonly unknown[] = [
  ...texts,
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [[[[]]]],
  JSON.parse('{"__proto__": {"role": "operator"}, "constructor": 1}'),
];
const endings = ["\u0000", "\ud800", "'", "\\", "\u202e", " "];
const rawBodies = [
  "",
  "{",
  "null",
  "[".repeat(20_000),
  '{"a":'.repeat(5_000),
  '"\\ud800"',
  "x".repeat(70_000),
];
const oddHeaders: readonly Readonly<Record<string, string>>[] = [
  { "accept-language": "x".repeat(4_000) },
  { "accept-language": "nl;q=9,;;,*" },
  { accept: "application/xml" },
  { "content-type": "text/plain; charset=utf-16" },
  { "accept-encoding": "gzip;q=0, br;q=x" },
  { origin: "https://foreign.example" },
  { "if-none-match": '"x"' },
  { range: "bytes=9-1" },
  { "x-forwarded-for": "not an address, ::::" },
  { "user-agent": "é".repeat(3_000) },
  { expect: "wonders" },
  { cookie: "churned.session_token=%E0%A4%A.x; churned-guest=a.b; =; ;" },
];
const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

/** `ids` are ids of existing rows. */
export function makeRequest(
  random: () => number,
  operation: Described,
  ids: readonly string[],
): Malformed {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const chance = (of: number): boolean => random() < of;
  const id = chance(0.9) ? pick(ids) : pick([...texts.map(encode), "%00", "%ff", "%", "a/b"]);
  const query = [...operation.query, "colour"].filter(() => chance(0.2)).map(spoilParameter);
  const hasBody = operation.method !== "GET" && operation.method !== "HEAD";
  return {
    method: chance(0.05) ? pick(methods) : operation.method,
    path: `${operation.path.replace("{id}", id)}${query.length === 0 ? "" : `?${query.join("&")}`}`,
    headers: {
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...(chance(0.3) ? pick(oddHeaders) : {}),
    },
    body: hasBody ? makeBody() : undefined,
  };

  function spoilParameter(name: string): string {
    if (name === "cursor") return `${name}=${pick(cursors)}`;
    if (chance(0.3)) return `${name}=${pick(["%ff", "%", "5", "csv", "company"])}`;
    return `${name}=${encode(chance(0.5) ? pick(texts) : pick(endings))}`;
  }

  function makeBody(): Buffer {
    if (chance(0.1)) return Buffer.from(pick(rawBodies));
    if (chance(0.05)) return Buffer.from([0x22, 0xff, 0xfe, 0x22]);
    return Buffer.from(JSON.stringify(spoil(operation.example ?? {})));
  }

  /** Replaces, removes or adds some parts of a valid body. Most parts stay valid, so that some code gets the others. */
  function spoil(value: unknown): unknown {
    if (chance(0.08)) return pick(values);
    if (typeof value === "string" && chance(0.3)) return value + pick(endings);
    if (Array.isArray(value)) return value.map(spoil);
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).flatMap(([key, part]) =>
      chance(0.05) ? [] : [[key, spoil(part)] as const],
    );
    return Object.fromEntries(chance(0.1) ? [...kept, [pick(texts), pick(values)]] : kept);
  }
}
