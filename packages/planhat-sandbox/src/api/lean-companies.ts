import type { Collection } from "../world/collection.ts";
import type { SandboxRecord } from "../world/make-record.ts";
import { writeRecord } from "../world/row.ts";
import type { Viewer } from "../world/row.ts";

const LEAN_FIELDS = ["_id", "name", "externalId", "sourceId", "slug"];

/**
 * The lean list `/leancompanies`: the ids and names of all companies in one answer. The maximum size of a page does
 * not apply to this list. It has its own three filters.
 */
export function listLeanCompanies(
  companies: Collection,
  viewer: Viewer,
  params: URLSearchParams,
): string {
  const rows = JSON.parse(
    companies.list({
      offset: 0,
      limit: Infinity,
      sort: undefined,
      companyIds: undefined,
      select: [...LEAN_FIELDS, "status"],
      viewer: { companies: viewer.companies, hiddenFields: undefined },
    }),
  ) as SandboxRecord[];
  const statuses = params.get("status")?.split(",");
  const isAsked = (row: SandboxRecord, name: string): boolean =>
    !params.has(name) || row[name] === params.get(name);
  const found = rows.filter(
    (row) =>
      isAsked(row, "externalId") &&
      isAsked(row, "sourceId") &&
      (!statuses || statuses.some((status) => status === row["status"])),
  );
  const written = found.map((row) => writeRecord(row, LEAN_FIELDS, viewer.hiddenFields));
  return `[${written.join(",")}]`;
}
