/** The options of list requests, and how they are written into a URL. */

import type { CallOptions } from "./call.ts";
import { models } from "./models/index.ts";
import type { FieldOf, FilterOf, ModelName } from "./models/index.ts";

/** The page of a list to read. */
export interface PageBytesOptions extends CallOptions {
  readonly offset: number;
  /** 1 to the model's `pageMax`. */
  readonly limit: number;
  /** A property, with a leading `-` for descending order. Without `sort`, Planhat promises no order. */
  readonly sort?: string | undefined;
  /** Further parameters of the list. */
  readonly where?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** The largest accepted body; a larger body fails with `too_large`. Default: the client's `maxBodyBytes`. */
  readonly maxBytes?: number | undefined;
}

/** The page of a list to read, and the properties of its records. */
export interface PageOptions extends PageBytesOptions {
  /** Property names, case sensitive; `_id` is always included. */
  readonly select?: readonly string[] | undefined;
}

/** The options of a model's list, with the fields that the registry knows. */
export interface ListOptions<M extends ModelName> extends CallOptions {
  /**
   * The properties to return; `_id` is always included. Default: all. A property in `custom` or `usage` is named by
   * its path.
   */
  readonly select?: readonly (FieldOf<M> | `custom.${string}` | `usage.${string}`)[] | undefined;
  /**
   * Only records of these companies: ids, `extid-…` or `srcid-…`. For an empty list, no request is sent and no record
   * is returned.
   */
  readonly companyId?: string | readonly string[] | undefined;
  /** Parameters that only this list has. Planhat ignores unknown values without an error. */
  readonly where?: Readonly<Partial<Record<FilterOf<M>, string | number | boolean>>> | undefined;
}

/** One page of a list. */
export interface ListPageOptions<M extends ModelName> extends ListOptions<M> {
  /** Default 0. */
  readonly offset?: number | undefined;
  /** 1 to the model's `pageMax`. Default: `pageMax`. */
  readonly limit?: number | undefined;
  /** Default: `_id`. Without a sort, Planhat promises no order. */
  readonly sort?: FieldOf<M> | `-${FieldOf<M>}` | undefined;
}

/** The options of a scan of a whole list. */
export interface ScanOptions<M extends ModelName> extends ListOptions<M> {
  /** Records per page: 2 to the model's `pageMax`. Default: `pageMax`. */
  readonly pageSize?: number | undefined;
  /** Default: `_id`. Only in this order does a scan miss nothing while records are added and removed. */
  readonly sort?: FieldOf<M> | `-${FieldOf<M>}` | undefined;
}

/** The parts of a list's query. */
export interface Query {
  readonly offset: number;
  readonly limit: number;
  readonly sort?: string | undefined;
  readonly select?: readonly string[] | undefined;
  readonly companyId?: string | readonly string[] | undefined;
  readonly where?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

/** Writes the query of a list. Throws `RangeError` for values that must never be sent. */
export function makeQuery(model: ModelName, query: Query): string {
  const { offset, limit, sort, select, companyId, where = {} } = query;
  const { pageMax } = models[model];
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new RangeError("offset must be 0 or more.");
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > pageMax) {
    throw new RangeError(`limit must be 1 to ${pageMax} for ${model}.`);
  }
  const params = new URLSearchParams({ limit: String(limit), offset: String(offset) });
  if (sort) params.set("sort", sort);
  if (select && select.length > 0) params.set("select", select.join(","));
  if (companyId !== undefined) params.set("companyId", [companyId].flat().join(","));
  for (const [name, value] of Object.entries(where)) {
    if (value !== undefined) params.set(name, String(value));
  }
  return `?${params.toString()}`;
}

/** The maximum length of a `companyId` parameter: a community client found that longer addresses may fail. */
const COMPANIES_CHARS = 1_800;

/** Splits a list of companies into parts that each fit into one URL. Without a list, returns one undefined part. */
export function cutCompanies(
  companyId: string | readonly string[] | undefined,
): (readonly string[] | undefined)[] {
  if (companyId === undefined) return [undefined];
  const pieces: string[][] = [];
  let chars = Infinity;
  for (const id of new Set([companyId].flat())) {
    chars += encodeURIComponent(id).length + 3;
    if (chars > COMPANIES_CHARS) {
      pieces.push([]);
      chars = 0;
    }
    pieces.at(-1)?.push(id);
  }
  return pieces;
}

/** The number of whole days since 1970-01-01, which `dimensiondata` expects as `from` and `to`. */
export function toDayNumber(date: Date): number {
  return Math.floor(date.getTime() / 86_400_000);
}

/** Writes the customer's own id of a record in the form for `get` and `companyId`. */
export function extid(externalId: string): `extid-${string}` {
  return `extid-${externalId}`;
}

/** Writes the id that a record had in its source system, in the form for `get` and `companyId`. */
export function srcid(sourceId: string): `srcid-${string}` {
  return `srcid-${sourceId}`;
}
