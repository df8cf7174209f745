/** The kinds of faults, and the schema of a fault. */

import { modelNames } from "@churned/planhat-client/models";
import { z } from "zod";

/** The kinds of faults, and the effect of each kind. */
export const faultKinds = {
  status: "answers `status` (500)",
  throttled: "answers 429, with `rateHeaders` and `retryAfterSeconds` where given",
  slow: "waits `delayMs` (1,000), then answers as usual",
  mute: "takes the request and never answers",
  drip: "sends a list byte by byte, one each `delayMs` (200), and never comes to its end",
  half_open: "sends the beginning of a list and then nothing",
  truncated: "half of the real body, ended as if whole",
  html: "200 with a page",
  object: "200 with an object where a list belongs",
  error_list: "200 with a list that holds an error and no record",
  down: "drops the connection, or answers `status`",
  no_body: "does what was asked and answers nothing; 201 where a record was made",
  not_found: "404 in place of a 403",
  denied: "answers 403, as without the permission",
  firewall:
    "`status` (403) as a firewall writes it, by `shape`: `code` (Cloudflare's words), `page` (CloudFront's), `json`, or `empty`",
  duplicated_rows: "a page after the first begins `rows` (1) too early",
  missing_rows: "a page after the first begins `rows` (1) too late",
  repeated_page: "a page after the first is the page before it",
  shuffled_rows: "the rows of a page come in another order each time",
  endless_pages: "no page is short: after the last record the list begins again",
  empty_page: "200 with an empty list",
  narrowed: "shows the companies of one user (`owner`, else the first) alone",
  changing:
    "after a page, `changes` (1) of its records change, `removes` (1) go, `inserts` (1) are added, `archives` (0) go into the archive or come out of it, `restores` (0) of those removed come back; of all records with `isAnywhere`",
  odd_text: "U+0000, lone surrogates and long emoji in the texts of every record",
  long_ids: "records whose `_id` ends in 0 have one of 6,000 characters",
  big_numbers: "9007199254740993, 1e400 and a number of 20 digits among the custom fields",
  bom: "a byte order mark before the body",
  large_records: "the first `rows` (2) records of a model by `_id` have `bytes` (16,000,000) each",
  large: "a page of `bytes` (20,000,000)",
  clock_skew: "the Date header and all timestamps are `skewMs` (one hour) ahead",
  page_cap: "a page holds at most `rows` (100), whatever was asked for; combines with other faults",
  ignored_sort: "records come as without `sort`; combines with other faults",
  refused_sort: "400 where a list is asked for with `sort`; combines with other faults",
  refused_offset: "400 beyond the offset `rows` (100); combines with other faults",
  ended_early: "an empty list beyond the offset `rows` (100); combines with other faults",
  refused_time_sort:
    "400 where a list is asked for in the order of its time of change; combines with other faults",
  byte_cap:
    "a page holds the rows that fit into `bytes` (100,000), and one at least; combines with other faults",
  clamped_offset:
    "beyond the offset `rows`, or else beyond the end, the page there comes again; combines with other faults",
  moved: "tenants of `host` (any) have moved to the host `to`; the old one answers 401",
} as const;

/** The kinds that are habits. All habits that match a request take effect, but at most one other fault does. */
export const habits: readonly (keyof typeof faultKinds)[] = [
  "page_cap",
  "ignored_sort",
  "refused_sort",
  "refused_offset",
  "ended_early",
  "refused_time_sort",
  "byte_cap",
  "clamped_offset",
];

/** The names of the kinds, in the order of the list. */
export const faultKindNames = Object.keys(faultKinds) as [keyof typeof faultKinds];

/** A fault. `faultKinds` describes the effect of each kind. */
export const faultSchema = z.strictObject({
  kind: z.enum(faultKindNames),
  status: z.number().int().min(300).max(599).optional(),
  delayMs: z.number().int().min(0).optional(),
  shape: z.enum(["code", "page", "json", "empty"]).optional(),
  rateHeaders: z.enum(["none", "x-rate-limit", "x-ratelimit", "ratelimit"]).optional(),
  retryAfterSeconds: z.number().int().min(0).optional(),
  rows: z.number().int().min(1).max(1_000_000).optional(),
  bytes: z.number().int().min(1).max(200_000_000).optional(),
  skewMs: z.number().int().optional(),
  owner: z.string().optional(),
  changes: z.number().int().min(0).max(1_000).optional(),
  removes: z.number().int().min(0).max(1_000).optional(),
  inserts: z.number().int().min(0).max(1_000).optional(),
  archives: z.number().int().min(0).max(1_000).optional(),
  restores: z.number().int().min(0).max(1_000).optional(),
  isAnywhere: z.boolean().optional(),
  to: z.string().optional(),
  /** Only on this regional host. */
  host: z.string().optional(),
  /** Only for this model's paths. */
  model: z.enum(modelNames).optional(),
  /** Only paths with this beginning, for example `/leancompanies`, which belongs to the model `company` too. */
  path: z.string().optional(),
  /** Only this tenant, by its key. */
  tenant: z.string().optional(),
  /** Only requests of this account. */
  accountId: z.string().optional(),
  /** Only tokens that no account has, such as mistyped ones. */
  isUnknownToken: z.boolean().optional(),
  /** Skips this number of matching requests first, so that a fault can begin in the middle of a list. */
  after: z.number().int().min(0).optional(),
  /** The most requests that the fault affects. */
  times: z.number().int().min(1).optional(),
  /** The share of matching requests that the fault affects, 0 to 1. Default: all. */
  share: z.number().min(0).max(1).optional(),
  /** How long the fault lasts after it was set. Default: until it is cleared. */
  forMs: z.number().int().min(1).optional(),
});

export type Fault = z.infer<typeof faultSchema>;
