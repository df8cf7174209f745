/** How a record is written into an answer, and what it says of its place. */

import type { ModelName } from "@churned/planhat-client/models";
import type { SandboxRecord } from "./make-record.ts";

/** What an account may see of records; everything when nothing is said. */
export interface Viewer {
  /** Only records of these companies, and those that hang on none. */
  readonly companies: ReadonlySet<string> | undefined;
  /** Properties that are left out. */
  readonly hiddenFields: ReadonlySet<string> | undefined;
}

/** A record as JSON text: only the selected properties, `_id` always, hidden ones never. */
export function writeRecord(
  record: SandboxRecord,
  select: readonly string[] | undefined,
  hidden: ReadonlySet<string> | undefined,
): string {
  if (!select && !hidden?.size) return JSON.stringify(record);
  const names = select ?? Object.keys(record);
  const shown: Record<string, unknown> = { _id: record._id };
  for (const name of names) {
    if (name in record && !hidden?.has(name)) shown[name] = hideInner(name, record[name], hidden);
    const [, outer, inner] = /^(custom|usage)\.(.+)$/.exec(name) ?? [];
    if (!outer || !inner || hidden?.has(outer) || hidden?.has(name)) continue;
    const known = readObject(record[outer]);
    if (inner in known) shown[outer] = { ...readObject(shown[outer]), [inner]: known[inner] };
  }
  shown["_id"] = record._id;
  return JSON.stringify(shown);
}

/** A property without those of its own properties that are hidden: single custom fields and metrics. */
function hideInner(name: string, value: unknown, hidden: ReadonlySet<string> | undefined): unknown {
  if (!hidden || (name !== "custom" && name !== "usage")) return value;
  const shown = Object.entries(readObject(value)).filter(
    ([inner]) => !hidden.has(`${name}.${inner}`),
  );
  return Object.fromEntries(shown);
}

function readObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** The companies a record hangs on; undefined for what hangs on none by its nature. */
export function readCompanies(model: ModelName, record: SandboxRecord): string[] | undefined {
  if (model === "company") return [record._id];
  const { companyId, cId, companyIds } = record;
  if (Array.isArray(companyIds)) return companyIds.map(String);
  const id = companyId ?? cId;
  if (id === undefined) return undefined;
  return [typeof id === "string" ? id : ""];
}

/** Whether a viewer's portfolio shows a record. */
export function isVisible(model: ModelName, record: SandboxRecord, viewer: Viewer): boolean {
  const { companies } = viewer;
  return !companies || (readCompanies(model, record)?.some((id) => companies.has(id)) ?? true);
}

/** What other systems know a record by. */
export const outerKeys = ["externalId", "sourceId", "email"] as const;
export type OuterKey = (typeof outerKeys)[number];

/** A record's id of this kind; an invoice's `externalId` is its `extId`. */
export function readOuter(record: SandboxRecord, by: OuterKey): unknown {
  return by === "externalId" ? (record["externalId"] ?? record["extId"]) : record[by];
}

/** The first record with this id of another system. */
export function findByOuterId(
  records: readonly SandboxRecord[],
  by: OuterKey,
  value: string,
): SandboxRecord | undefined {
  return records.find((record) => readOuter(record, by) === value);
}
