/**
 * Makes a copy of any value that is safe to write to a log.
 *
 * Invariants: No value of a secret key remains, at any depth and in any container. An error keeps only its name,
 * code, message, stack and cause, so that no request, response or query parameter remains. Text loses bearer tokens,
 * passwords in URLs, `secret=…` pairs and the parameters of failed queries.
 *
 * The scrubber cannot recognise a secret in free text. So never build a message from a payload.
 */
const REDACTED = "[redacted]";
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;

const SECRET_WORDS =
  "authorization|cookie|token|tokens|sealed|ciphertext|password|passwd|secret|apikey|privatekey|sealingkeys|fingerprintkey|body";
/**
 * Matches the end of a key: `Set-Cookie`, `x-tenant-token` and `accessToken` match; `tokenCount` and `bodyBytes` do
 * not.
 */
const SECRET_KEY = new RegExp(`(?:${SECRET_WORDS})$`);

const TEXT_RULES: readonly [RegExp, string][] = [
  // drizzle puts every parameter of a failed query into its message.
  [/\bparams:[\s\S]*?(?=\n\s+at |$)/g, `params: ${REDACTED}`],
  [/\b(bearer|basic)\s+[^\s"',;]+/gi, `$1 ${REDACTED}`],
  [/(\w:\/\/)[^\s/@]*:[^\s@]*@/g, `$1${REDACTED}@`],
  [
    new RegExp(
      `((?:${SECRET_WORDS.replace("|body", "")}|api[-_]key|private[-_]key)\\\\?["']?\\s*[:=]\\s*)(?:\\\\?"[^"\\\\]*\\\\?"|'[^']*'|[^\\s,;&"'}]+)`,
      "gi",
    ),
    `$1${REDACTED}`,
  ],
];

/** Every rule needs one of these. Most texts have none, such as ids and names, so no rule needs to run. */
const SUSPECT = /[:=]|bearer|basic/i;

/** The text, without any part that looks like a credential. */
export function scrubText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return TEXT_RULES.reduce(
    (clean, [pattern, replacement]) => clean.replace(pattern, replacement),
    text,
  );
}

/** The fields of a log line, safe to write. Never throws, also where a getter throws. */
export function scrubFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return scrubEntries(Object.entries(fields), []);
}

/** An error as plain data: name, code, message, stack and causes. Also takes a thrown value that is no error. */
export function scrubError(error: unknown): unknown {
  return scrubValue(error, []);
}

function scrubValue(value: unknown, parents: readonly object[]): unknown {
  if (typeof value === "string") return scrubText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (parents.includes(value)) return "[circular]";
  if (parents.length >= MAX_DEPTH) return "[deep]";
  try {
    return scrubObject(value, [...parents, value]);
  } catch {
    return "[unreadable]";
  }
}

function scrubObject(value: object, parents: readonly object[]): unknown {
  if (value instanceof Error) return flattenError(value, parents);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  if (value instanceof URL) return scrubText(value.href);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return `[${value.byteLength} bytes]`;
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, MAX_ITEMS).map((item) => scrubValue(item, parents));
  }
  if (value instanceof Map || value instanceof Headers || value instanceof URLSearchParams) {
    const entries = [...value.entries()].map(([key, item]): [string, unknown] => [
      String(key),
      item,
    ]);
    return scrubEntries(entries, parents);
  }
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return scrubValue(value.toJSON(), parents);
  }
  return scrubEntries(Object.entries(value), parents);
}

function scrubEntries(
  entries: readonly [string, unknown][],
  parents: readonly object[],
): Record<string, unknown> {
  return Object.fromEntries(
    entries
      .slice(0, MAX_ITEMS)
      .map(([key, value]) => [
        key,
        isSecretKey(key) && value !== undefined && value !== null
          ? REDACTED
          : scrubValue(value, parents),
      ]),
  );
}

/** The keys of our own lines are few. Bounds the keys of other people's objects. */
const KNOWN_KEYS_MAX = 500;
const knownKeys = new Map<string, boolean>();

function isSecretKey(key: string): boolean {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const isSecret = SECRET_KEY.test(key.toLowerCase().replaceAll(/[-_\s]/g, ""));
  if (knownKeys.size < KNOWN_KEYS_MAX) knownKeys.set(key, isSecret);
  return isSecret;
}

function flattenError(error: Error, parents: readonly object[]): Record<string, unknown> {
  const code = "code" in error ? error.code : undefined;
  const nested = error instanceof AggregateError ? error.errors : undefined;
  return {
    type: error.name,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    message: scrubText(error.message),
    ...(error.stack === undefined ? {} : { stack: scrubText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: scrubValue(error.cause, parents) }),
    ...(nested === undefined ? {} : { errors: scrubValue(nested, parents) }),
  };
}
