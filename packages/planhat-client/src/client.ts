import type { ReadResult } from "./answer.ts";
import { makeCall } from "./call.ts";
import type { CallOptions, CallSettings } from "./call.ts";
import { makePlanhatError } from "./errors.ts";
import { createLimiter } from "./limiter.ts";
import type { Limiter, RequestKind } from "./limiter.ts";
import { models } from "./models/index.ts";
import type { ModelName } from "./models/index.ts";
import { checkArrayBytes, parseRecord, parseRecords } from "./parse.ts";
import type { PlanhatRecord } from "./parse.ts";
import { cutCompanies, makeQuery } from "./query.ts";
import type { ListPageOptions, PageBytesOptions, PageOptions, ScanOptions } from "./query.ts";
import type { RequestInfo } from "./request-info.ts";
import { createRetryBudget } from "./retry-budget.ts";
import type { RetryBudget } from "./retry-budget.ts";
import { scanById, scanByOffset } from "./scan.ts";

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
  /** Default: a budget of this client's own. Share one between the clients of a host. */
  readonly retryBudget?: RetryBudget;
  /** Largest body accepted. Default 64 MiB: 5,000 companies of 13 kB. */
  readonly maxBodyBytes?: number;
  readonly userAgent?: string;
  /** Told after every attempt that left, whatever its end: for evidence, metrics, or a budget that learns. What it
   *  throws ends the call. */
  readonly onRequest?: (info: RequestInfo) => void;
}

/** Which companies `leanCompanies` gives; all when nothing is said. */
export interface LeanCompaniesOptions extends CallOptions {
  readonly externalId?: string | undefined;
  readonly sourceId?: string | undefined;
  /** One or more of a company's statuses. */
  readonly status?: readonly string[] | undefined;
}

/** A company's ids and name, as `leanCompanies` gives them. Outer ids may be empty. */
export interface LeanCompany extends PlanhatRecord {
  readonly _id?: string;
  readonly name?: string;
  readonly slug?: string;
  readonly externalId?: string;
  readonly sourceId?: string;
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
  /** One record by `_id`, or by what `extid` or `srcid` make of an outer id. */
  get(model: ModelName, id: string, options?: CallOptions): Promise<PlanhatRecord>;
  /** One record by `_id`, with its bytes as they came. */
  recordBytes(
    model: ModelName,
    id: string,
    options?: CallOptions,
  ): Promise<{ readonly id: unknown; readonly bytes: Uint8Array }>;
  /** One page of a list, parsed, by fields and parameters that the registry knows. Sorted by `_id` unless said. */
  list<M extends ModelName>(model: M, options?: ListPageOptions<M>): Promise<PlanhatRecord[]>;
  /** A whole list, page by page: each record that is there throughout is given exactly once, also when others come
   *  and go meanwhile, unless another `sort` than `_id` is asked for. Never asks above the model's maximum. A long
   *  list of companies is asked for in pieces. The first page is fetched when the first is asked for. */
  pages<M extends ModelName>(model: M, options?: ScanOptions<M>): AsyncIterable<PlanhatRecord[]>;
  /** A whole list, record by record; see `pages`. */
  items<M extends ModelName>(model: M, options?: ScanOptions<M>): AsyncIterable<PlanhatRecord>;
  /** Every company's ids and name in one answer, above any page's maximum. */
  leanCompanies(options?: LeanCompaniesOptions): Promise<LeanCompany[]>;
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
    retryBudget: options.retryBudget ?? createRetryBudget(),
    maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
    onRequest: options.onRequest,
  };

  function call<T>(
    model: ModelName,
    usualKind: RequestKind,
    pathAndQuery: string,
    own: CallOptions & Pick<PageBytesOptions, "maxBytes">,
    read: ReadResult<T>,
    path: string = models[model].path,
  ): Promise<T> {
    const kind = own.kind ?? usualKind;
    const url = new URL(baseUrl.href.replace(/\/$/, "") + path + pathAndQuery);
    const timeoutMs = own.timeoutMs ?? options.timeoutMs ?? 60_000;
    return makeCall(
      own.maxBytes === undefined ? settings : { ...settings, maxBodyBytes: own.maxBytes },
      { url, model, kind },
      {
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

  function list<M extends ModelName>(model: M, own: ListPageOptions<M>): Promise<PlanhatRecord[]> {
    const { offset = 0, limit = models[model].pageMax, sort = models[model].sort } = own;
    if (Array.isArray(own.companyId) && own.companyId.length === 0) return Promise.resolve([]);
    return call(
      model,
      "page",
      makeQuery(model, { ...own, offset, limit, sort }),
      own,
      parseRecords,
    );
  }

  async function* scan<M extends ModelName>(
    model: M,
    own: ScanOptions<M>,
  ): AsyncGenerator<PlanhatRecord[], void, void> {
    const { pageMax, sort: stableSort } = models[model];
    const { pageSize = pageMax, sort, ...rest } = own;
    if (pageSize < 2) throw new RangeError("pageSize must be 2 or more.");
    const makeError = (reason: "not_sorted" | "no_progress"): Error =>
      makePlanhatError("unexpected_answer", {
        model,
        host: baseUrl.host,
        durationMs: 0,
        attempts: 1,
        reason,
      });
    for (const companyId of cutCompanies(own.companyId)) {
      const readPage = (offset: number, limit: number): Promise<PlanhatRecord[]> =>
        list(model, { ...rest, companyId, sort, offset, limit });
      yield* (sort ?? stableSort) === "_id"
        ? scanById(readPage, pageSize, makeError)
        : scanByOffset(readPage, pageSize, makeError);
    }
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
      return call(model, "page", makeRecordPath(id), own, parseRecord);
    },
    async recordBytes(model, id, own = {}) {
      return call(model, "page", makeRecordPath(id), own, (bytes) => ({
        id: parseRecord(bytes)["_id"],
        bytes,
      }));
    },
    async list(model, own = {}) {
      return list(model, own);
    },
    pages(model, own = {}) {
      return scan(model, own);
    },
    async *items(model, own = {}) {
      for await (const page of scan(model, own)) yield* page;
    },
    async leanCompanies({ externalId, sourceId, status, ...own } = {}) {
      const params = new URLSearchParams();
      if (externalId !== undefined) params.set("externalId", externalId);
      if (sourceId !== undefined) params.set("sourceId", sourceId);
      if (status && status.length > 0) params.set("status", status.join(","));
      const query = params.size > 0 ? `?${params.toString()}` : "";
      return call("company", "page", query, own, parseRecords, "/leancompanies");
    },
  };
}

function makeRecordPath(id: string): string {
  // A URL drops `.` and `..`, which would turn a record's address into its list's.
  if (id === "" || id === "." || id === "..")
    throw new RangeError("A record's id must not be empty.");
  return `/${encodeURIComponent(id)}`;
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
