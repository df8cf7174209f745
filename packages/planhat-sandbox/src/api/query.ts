import type { PlanhatModel } from "@churned/planhat-client/models";
import type { Conventions } from "../conventions.ts";
import type { ListQuery, RecordKey } from "../world/collection.ts";
import { parseFilters } from "./filters.ts";

/**
 * Reads the query of a list request like Planhat. A missing or unreadable value becomes the default. A value that is
 * too large becomes the maximum. Unknown parameters are ignored. `findCompany` turns any id of a company into its
 * `_id`.
 */
export function parseListQuery(
  given: URLSearchParams,
  model: PlanhatModel,
  findCompany: (id: string) => string,
  conventions: Conventions,
): ListQuery {
  const params = model.name === "ticket" ? expandParameters(given) : given;
  const limit = readNumber(params.get("limit")) ?? model.pageDefault;
  const sort = params.get("sort")?.trim();
  const select = splitList(params.get("select"));
  const companyIds = splitList(params.get("companyId") ?? params.get("cId") ?? params.get("cid"));
  return {
    offset: readNumber(params.get("offset")) ?? 0,
    limit: Math.min(Math.max(limit, 1), model.pageMax),
    sort: sort ? { field: sort.replace(/^-/, ""), isDescending: sort.startsWith("-") } : undefined,
    select: select.length > 0 ? select : undefined,
    companyIds: companyIds.length > 0 ? new Set(companyIds.map(findCompany)) : undefined,
    where: parseFilters(params, model),
    isArchived: readArchived(params, model, conventions),
  };
}

/** True if a list request asks for archived records. The answer need not contain any. */
export function asksForArchived(
  params: URLSearchParams,
  { archivedFilter }: PlanhatModel,
): boolean {
  return archivedFilter !== undefined && params.get(archivedFilter) === "true";
}

/** Whether a list shows only archived records (true), only other records (false), or both (undefined). */
function readArchived(
  params: URLSearchParams,
  model: PlanhatModel,
  { archivedHidden, archivedParameter }: Conventions,
): boolean | undefined {
  const { archivedFilter } = model;
  if (archivedFilter === undefined) return undefined;
  const isKnown = archivedParameter === "alone" || archivedParameter === "all";
  if (isKnown && asksForArchived(params, model))
    return archivedParameter === "alone" ? true : undefined;
  if (isKnown && params.get(archivedFilter) === "false") return false;
  return model.name === "enduser" || archivedHidden === "all" ? false : undefined;
}

/** Replaces short names of parameters by long names. Planhat's own example of a ticket list uses short names. */
function expandParameters(given: URLSearchParams): URLSearchParams {
  const params = new URLSearchParams(given);
  for (const [short, name] of [
    ["s", "status"],
    ["l", "limit"],
  ] as const) {
    const value = given.get(short);
    if (value !== null && !given.has(name)) params.set(name, value);
  }
  return params;
}

/** Reads the identifier in a path. Undefined if it is malformed; Planhat answers 400 to a malformed identifier. */
export function parseRecordKey(encoded: string): RecordKey | undefined {
  const text = decode(encoded);
  if (/^[\da-f]{24}$/i.test(text)) return { by: "_id", value: text.toLowerCase() };
  const [, prefix, value] = /^(extid|srcid)-(.+)$/.exec(text) ?? [];
  if (!value) return undefined;
  return { by: prefix === "extid" ? "externalId" : "sourceId", value };
}

/**
 * Decodes a path. Invalid percent encoding gives an empty text instead of an error. An empty text is a malformed
 * identifier.
 */
function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "";
  }
}

function readNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function splitList(text: string | null): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
