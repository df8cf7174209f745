import { judgeArrayBytes } from "./body.ts";
import { makeCall, UnexpectedBody } from "./call.ts";
import type { CallSettings, ReadResult, RequestInfo } from "./call.ts";
import { createLimiter } from "./limiter.ts";
import type { Limiter, RequestKind } from "./limiter.ts";
import { models } from "./models/index.ts";
import type { ModelName } from "./models/index.ts";

/** A Planhat record as it came: every property kept, custom fields included. */
export type PlanhatRecord = Record<string, unknown>;

/** What a client needs and may be given. */
export interface PlanhatClientOptions {
  /** The API's address, for example `https://api.planhat.com`. http is accepted for stand-ins; which hosts may be
   *  called is for the caller to decide. */
  readonly baseUrl: string;
  /** The API access token. Surrounding white space is dropped. */
  readonly token: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Default: a limiter of this client's own. Share one between the clients of a token. */
  readonly limiter?: Limiter;
  /** For a whole call: waiting, attempts and backoff. Default 60,000. */
  readonly timeoutMs?: number;
  /** For one attempt, to the end of its body. Default 30,000. */
  readonly attemptTimeoutMs?: number;
  /** Tries after the first. Default 3 for pages and records, 1 for probes. */
  readonly retries?: number;
  /** First backoff's upper end; doubles up to 15,000. Default 500. */
  readonly retryBaseMs?: number;
  /** Largest body accepted. Default 64 MiB: 5,000 companies of 13 kB. */
  readonly maxBodyBytes?: number;
  readonly userAgent?: string;
  /** Told after every attempt. Must not throw. */
  readonly onRequest?: (info: RequestInfo) => void;
}

/** Settings of one call; they win over the client's. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly attemptTimeoutMs?: number | undefined;
  readonly retries?: number | undefined;
}

/** Which records of a list. */
export interface PageBytesOptions extends CallOptions {
  readonly offset: number;
  /** 1 to the model's `pageMax`. */
  readonly limit: number;
  /** A property, with a leading `-` for descending. Planhat promises no order without it. */
  readonly sort?: string | undefined;
}

/** Which records of a list, and which properties of them. */
export interface PageOptions extends PageBytesOptions {
  /** Property names, case sensitive; `_id` always comes along. */
  readonly select?: readonly string[] | undefined;
}

/** Reads one Planhat tenant with one token. Every method throws a `PlanhatError` when the call fails, and a
 *  `RangeError` when it is asked something that must never be sent. Safe to use concurrently. */
export interface PlanhatClient {
  /** Host and port that are called. */
  readonly host: string;
  /** Asks for one record's `_id`: the cheapest call that shows whether the model may be viewed.
   *  `rows` is 1, or 0 when the model is empty or nothing of it is shown. */
  probe(model: ModelName, options?: CallOptions): Promise<{ rows: number }>;
  /** One page, parsed, each element checked to be an object. */
  page(model: ModelName, options: PageOptions): Promise<PlanhatRecord[]>;
  /** One page as it came, a JSON array by its first and last character, not parsed. Sorted by `_id` unless said. */
  pageBytes(model: ModelName, options: PageBytesOptions): Promise<Uint8Array>;
  /** One record by `_id`, `extid-<externalId>` or `srcid-<sourceId>`. */
  get(model: ModelName, id: string, options?: CallOptions): Promise<PlanhatRecord>;
}

/** Makes a client. It only reads. Throws `TypeError` when the token holds characters that no header may carry, or
 *  the base URL is not a plain http(s) address; neither message holds the token. */
export function createPlanhatClient(options: PlanhatClientOptions): PlanhatClient {
  const baseUrl = parseBaseUrl(options.baseUrl);
  const settings: CallSettings = {
    token: parseToken(options.token),
    userAgent: options.userAgent ?? "planhat-client",
    fetch: options.fetch ?? globalThis.fetch,
    limiter: options.limiter ?? createLimiter(),
    retryBaseMs: options.retryBaseMs ?? 500,
    maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
    onRequest: options.onRequest ?? (() => {}),
  };

  function call<T>(
    model: ModelName,
    kind: RequestKind,
    pathAndQuery: string,
    own: CallOptions,
    read: ReadResult<T>,
  ): Promise<T> {
    const url = new URL(baseUrl.href.replace(/\/$/, "") + models[model].path + pathAndQuery);
    const timeoutMs = own.timeoutMs ?? options.timeoutMs ?? 60_000;
    return makeCall(
      settings,
      {
        url,
        model,
        kind,
        retries: own.retries ?? options.retries ?? (kind === "probe" ? 1 : 3),
        timeoutMs,
        attemptTimeoutMs: Math.min(
          timeoutMs,
          own.attemptTimeoutMs ?? options.attemptTimeoutMs ?? 30_000,
        ),
        signal: own.signal,
      },
      read,
    );
  }

  return {
    host: baseUrl.host,
    async probe(model, own = {}) {
      const rows = await call(model, "probe", "?limit=1&offset=0&select=_id", own, parseRecords);
      return { rows: rows.length };
    },
    async page(model, own) {
      return call(model, "page", makeQuery(model, own), own, parseRecords);
    },
    async pageBytes(model, own) {
      const sorted = { ...own, sort: own.sort ?? "_id" };
      return call(model, "page", makeQuery(model, sorted), own, checkArrayBytes);
    },
    async get(model, id, own = {}) {
      // A URL drops `.` and `..`, which would turn a record's address into its list's.
      if (id === "" || id === "." || id === "..")
        throw new RangeError("A record's id must not be empty.");
      return call(model, "page", `/${encodeURIComponent(id)}`, own, parseRecord);
    },
  };
}

function makeQuery(model: ModelName, { offset, limit, sort, select }: PageOptions): string {
  const { pageMax } = models[model];
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new RangeError("offset must be 0 or more.");
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > pageMax) {
    throw new RangeError(`limit must be 1 to ${pageMax} for ${model}.`);
  }
  const query = new URLSearchParams({ limit: String(limit), offset: String(offset) });
  if (sort) query.set("sort", sort);
  if (select && select.length > 0) query.set("select", select.join(","));
  return `?${query.toString()}`;
}

function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password;
  if (!isPlain || url.search || url.hash) {
    throw new TypeError(
      "The base URL must be an http(s) address without credentials, query or fragment.",
    );
  }
  return url;
}

function parseToken(text: string): string {
  const token = text.trim();
  if (token === "") throw new TypeError("The token is empty.");
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new TypeError("The token holds characters that no token has.");
  return token;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new UnexpectedBody(judgeArrayBytes(bytes) === "truncated" ? "truncated" : "not_json");
  }
}

function isRecord(value: unknown): value is PlanhatRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseRecords(bytes: Uint8Array): PlanhatRecord[] {
  const parsed = parseJson(bytes);
  if (!Array.isArray(parsed)) throw new UnexpectedBody("not_an_array");
  const rows: unknown[] = parsed;
  if (!rows.every(isRecord)) throw new UnexpectedBody("not_an_object");
  return rows;
}

function parseRecord(bytes: Uint8Array): PlanhatRecord {
  const parsed = parseJson(bytes);
  if (!isRecord(parsed)) throw new UnexpectedBody("not_an_object");
  return parsed;
}

function checkArrayBytes(bytes: Uint8Array): Uint8Array {
  const judged = judgeArrayBytes(bytes);
  if (judged !== "array") throw new UnexpectedBody(judged);
  return bytes;
}
