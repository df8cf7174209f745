/** What is asked of a list, and its way into a URL. */

import type { CallOptions } from "./call.ts";
import { models } from "./models/index.ts";
import type { FieldOf, FilterOf, ModelName } from "./models/index.ts";

/** Which records of a list. */
export interface PageBytesOptions extends CallOptions {
  readonly offset: number;
  /** 1 to the model's `pageMax`. */
  readonly limit: number;
  /** A property, with a leading `-` for descending. Planhat promises no order without it. */
  readonly sort?: string | undefined;
  /** Further parameters of the list. */
  readonly where?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Largest body accepted; a larger one is `too_large`. Default: the client's `maxBodyBytes`. */
  readonly maxBytes?: number | undefined;
}

/** Which records of a list, and which properties of them. */
export interface PageOptions extends PageBytesOptions {
  /** Property names, case sensitive; `_id` always comes along. */
  readonly select?: readonly string[] | undefined;
}

/** What may be asked of a model's list, by the fields that the registry knows. */
export interface ListOptions<M extends ModelName> extends CallOptions {
  /** Properties to send; `_id` always comes along. Default: all. Lists within `custom` and `usage` by their path. */
  readonly select?: readonly (FieldOf<M> | `custom.${string}` | `usage.${string}`)[] | undefined;
  /** Only records of these companies: ids, `extid-…` or `srcid-…`. An empty list asks for none and sends nothing. */
  readonly companyId?: string | readonly string[] | undefined;
  /** The list's own parameters. Planhat ignores values it does not know in silence. */
  readonly where?: Readonly<Partial<Record<FilterOf<M>, string | number | boolean>>> | undefined;
}

/** One page of a list. */
export interface ListPageOptions<M extends ModelName> extends ListOptions<M> {
  /** Default 0. */
  readonly offset?: number | undefined;
  /** 1 to the model's `pageMax`. Default: that maximum. */
  readonly limit?: number | undefined;
  /** Default `_id`: Planhat promises no order of its own. */
  readonly sort?: FieldOf<M> | `-${FieldOf<M>}` | undefined;
}

/** A walk through a whole list. */
export interface ScanOptions<M extends ModelName> extends ListOptions<M> {
  /** Records asked for at once: 2 to the model's `pageMax`. Default: that maximum. */
  readonly pageSize?: number | undefined;
  /** Default `_id`, the only order in which the walk stays whole while records come and go. */
  readonly sort?: FieldOf<M> | `-${FieldOf<M>}` | undefined;
}

/** A list's query as text, before it is put into a URL. */
export interface Query {
  readonly offset: number;
  readonly limit: number;
  readonly sort?: string | undefined;
  readonly select?: readonly string[] | undefined;
  readonly companyId?: string | readonly string[] | undefined;
  readonly where?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

/** Writes a list's query. Throws `RangeError` for what must never be sent. */
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

/** A community client found that longer addresses may fail. */
const COMPANIES_CHARS = 1_800;

/** Cuts a list of companies so that each piece fits into an address; one undefined piece when there is none. */
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

/** The whole days since 1970-01-01 that `dimensiondata` takes as `from` and `to`. */
export function toDayNumber(date: Date): number {
  return Math.floor(date.getTime() / 86_400_000);
}

/** A record's address by the customer's own id, for `get` and `companyId`. */
export function extid(externalId: string): `extid-${string}` {
  return `extid-${externalId}`;
}

/** A record's address by the id it had where it was brought from, for `get` and `companyId`. */
export function srcid(sourceId: string): `srcid-${string}` {
  return `srcid-${sourceId}`;
}
