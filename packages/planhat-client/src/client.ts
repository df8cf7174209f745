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
import { sendByFetch } from "./send.ts";
import type { Send } from "./send.ts";

/** The options of a client. */
export interface PlanhatClientOptions {
  /** The API's address, for example `https://api.planhat.com`. http is accepted for sandboxes. The caller decides
   *  which hosts may be called. */
  readonly baseUrl: string;
  /** The API access token. Surrounding white space is removed. */
  readonly token: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Sends the requests in place of `fetch`. With an HTTP client of Node, a call takes a third of the processor time. */
  readonly send?: Send;
  /** Limits how fast the client calls. Default: a new limiter for this client. Clients with the same token should
   *  share a limiter. */
  readonly limiter?: Limiter;
  /** The time for a whole call, with waits, attempts and backoff. Default 60,000. */
  readonly timeoutMs?: number;
  /** The time for one attempt, to the end of its body. Default 30,000. */
  readonly attemptTimeoutMs?: number;
  /** How many retries follow the first attempt. Default 3 for pages and records, 1 for probes. */
  readonly retries?: number;
  /** The upper bound of the first backoff. The bound doubles with each retry, up to 15,000. Default 500. */
  readonly retryBaseMs?: number;
  /** Limits the retries. Default: a new budget for this client. Clients of the same host should share a budget. */
  readonly retryBudget?: RetryBudget;
  /** The largest accepted body. Default 64 MiB: 5,000 companies of 13 kB. */
  readonly maxBodyBytes?: number;
  readonly userAgent?: string;
  /** Called after every attempt that was sent, for evidence, metrics, or a budget that learns. It is called whether
   *  the attempt succeeded or failed. If `onRequest` throws, the call ends with its error. */
  readonly onRequest?: (info: RequestInfo) => void;
}

/** Filters for `leanCompanies`. Default: all companies. */
export interface LeanCompaniesOptions extends CallOptions {
  readonly externalId?: string | undefined;
  readonly sourceId?: string | undefined;
  /** Only companies with one of these statuses. */
  readonly status?: readonly string[] | undefined;
}

/** A company's ids and name, as `leanCompanies` returns them. External ids may be empty. */
export interface LeanCompany extends PlanhatRecord {
  readonly _id?: string;
  readonly name?: string;
  readonly slug?: string;
  readonly externalId?: string;
  readonly sourceId?: string;
}

/** Reads one Planhat tenant with one token. Every method throws a `PlanhatError` if the call fails, and a `RangeError`
 *  for arguments that must never be sent. Safe to use concurrently. */
export interface PlanhatClient {
  /** The host and port that are called. */
  readonly host: string;
  /** Requests one record's `_id`: the cheapest call that shows whether the token may view the model. `rows` is 1, or 0
   *  if the model is empty or if the token may see none of its records. */
  probe(model: ModelName, options?: CallOptions): Promise<{ rows: number }>;
  /** One page, parsed; each element is checked to be an object. */
  page(model: ModelName, options: PageOptions): Promise<PlanhatRecord[]>;
  /** One page as received and not parsed. Its first and last characters are those of a JSON array. Default sort:
   *  `_id`. */
  pageBytes(model: ModelName, options: PageBytesOptions): Promise<Uint8Array>;
  /** One record by its `_id`, or by an external id in the form of `extid` or `srcid`. */
  get(model: ModelName, id: string, options?: CallOptions): Promise<PlanhatRecord>;
  /** One record by its `_id`, with its bytes as received. */
  recordBytes(
    model: ModelName,
    id: string,
    options?: CallOptions,
  ): Promise<{ readonly id: unknown; readonly bytes: Uint8Array }>;
  /** One page of a list, parsed. Takes the fields and parameters that the registry knows. Default sort: `_id`. */
  list<M extends ModelName>(model: M, options?: ListPageOptions<M>): Promise<PlanhatRecord[]>;
  /** A whole list, page by page. With the sort `_id`, each record that exists during the whole scan is returned
   *  exactly once, even if other records are added and removed. A page is never larger than the model's maximum. A
   *  long list in `companyId` is split over several requests. The first page is fetched when the iteration begins. */
  pages<M extends ModelName>(model: M, options?: ScanOptions<M>): AsyncIterable<PlanhatRecord[]>;
  /** A whole list, record by record. See `pages` for the guarantees. */
  items<M extends ModelName>(model: M, options?: ScanOptions<M>): AsyncIterable<PlanhatRecord>;
  /** The ids and names of all companies in one answer. The maximum size of a page does not apply to this answer. */
  leanCompanies(options?: LeanCompaniesOptions): Promise<LeanCompany[]>;
}

/**
 * Makes a client that only reads. Throws `TypeError` if the token contains characters that no header may carry, or if
 * the base URL is not a plain http(s) address. Neither message contains the token.
 */
export function createPlanhatClient(options: PlanhatClientOptions): PlanhatClient {
  const baseUrl = parseBaseUrl(options.baseUrl);
  const settings: CallSettings = {
    token: parseToken(options.token),
    userAgent: options.userAgent ?? "planhat-client",
    send: options.send ?? sendByFetch(options.fetch ?? globalThis.fetch),
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
  // URLs resolve `.` and `..`, which would turn a record's address into the address of its list.
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
    throw new TypeError("The token contains characters that no token has.");
  return token;
}
