/** How a record is written into an answer, which accounts can see the record, and its external ids. */

import type { ModelName } from "@churned/planhat-client/models";
import type { SandboxRecord } from "./make-record.ts";

/** The limits on an account's view of a model's records. */
export interface Viewer {
  /** Only records of these companies, and records without a company. Undefined: all records. */
  readonly companies: ReadonlySet<string> | undefined;
  /** Properties that are hidden. */
  readonly hiddenFields: ReadonlySet<string> | undefined;
}

/** A record as JSON text, with only the selected properties, always with `_id`, and without hidden properties. */
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

/** The value of `custom` or `usage`, without hidden custom fields or metrics. */
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

/** The companies that a record belongs to; undefined if its model has no company. */
export function readCompanies(model: ModelName, record: SandboxRecord): string[] | undefined {
  if (model === "company") return [record._id];
  const { companyId, cId, companyIds } = record;
  if (Array.isArray(companyIds)) return companyIds.map(String);
  const id = companyId ?? cId;
  if (id === undefined) return undefined;
  return [typeof id === "string" ? id : ""];
}

/** Whether a viewer may see a record. */
export function isVisible(model: ModelName, record: SandboxRecord, viewer: Viewer): boolean {
  const { companies } = viewer;
  return !companies || (readCompanies(model, record)?.some((id) => companies.has(id)) ?? true);
}

/** The external ids of a record. */
export const outerKeys = ["externalId", "sourceId", "email"] as const;
export type OuterKey = (typeof outerKeys)[number];

/** The external id of a record. An invoice has its `externalId` in the property `extId`. */
export function readOuter(record: SandboxRecord, by: OuterKey): unknown {
  return by === "externalId" ? (record["externalId"] ?? record["extId"]) : record[by];
}

/** The first record with this external id. */
export function findByOuterId(
  records: readonly SandboxRecord[],
  by: OuterKey,
  value: string,
): SandboxRecord | undefined {
  return records.find((record) => readOuter(record, by) === value);
}
