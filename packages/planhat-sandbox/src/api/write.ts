/** Writes single records: creates a record, changes some of its properties, or removes it. Computed properties cannot
 *  be written. Unknown properties are silently dropped. */

import { models } from "@churned/planhat-client/models";
import type { ModelName, PlanhatField } from "@churned/planhat-client/models";
import type { SandboxRecord } from "../world/make-record.ts";
import { compute, refreshCompany } from "../world/computed.ts";
import { isVisible, outerKeys, readOuter } from "../world/row.ts";
import type { Viewer } from "../world/row.ts";
import type { Tenant } from "../world/tenant.ts";
import { refuse } from "./reply.ts";
import type { Answer } from "./reply.ts";
import { parseRecordKey } from "./query.ts";

/** The tenant and model to write to, and what the account may see. */
export interface Place {
  readonly tenant: Tenant;
  readonly model: ModelName;
  readonly viewer: Viewer;
  readonly nowMs: number;
}

export type Fields = Record<string, unknown>;

/** For each model, the kinds of writes that Planhat does not support. */
const cannotWrite: Readonly<Partial<Record<ModelName, readonly string[]>>> = {
  dimensiondata: ["POST", "PUT", "DELETE", "bulk"],
  workflow: ["POST", "PUT", "DELETE", "bulk"],
  customfield: ["bulk"],
  ticket: ["POST", "PUT"],
};

/** Whether a model supports this kind of write. */
export function canWrite(model: ModelName, way: string): boolean {
  return !cannotWrite[model]?.includes(way);
}

/** Answers `POST /x`, `PUT /x/:id` and `DELETE /x/:id`; `id` is the part after the model's path. */
export function writeOne(place: Place, method: string, id: string, body: string): Answer {
  if (method === "DELETE") return removeOne(place, id);
  const fields = parseObject(body);
  if (!fields) return refuse(400, "The body is not a JSON object.");
  if (method === "POST") {
    const made = create(place, fields);
    return "problem" in made ? refuse(400, made.problem) : answer(made.record);
  }
  if ("_id" in fields) return refuse(400, "The _id cannot be changed.");
  const found = find(place, id);
  if ("status" in found) return found;
  change(place, found.record, fields);
  return answer(place.tenant.collections[place.model].read({ by: "_id", value: found.record._id }));
}

/** Creates a record. If the fields are wrong, returns an error that describes them. */
export function create(
  place: Place,
  fields: Fields,
): { readonly record: SandboxRecord } | { readonly problem: string } {
  const { tenant, model, nowMs } = place;
  const given = keepWritable(place, fields);
  const missing = listMissing(model, given)[0];
  if (missing) return { problem: `Required Field: ${missing}` };
  const { collections } = tenant;
  const taken = outerKeys.filter((by) => {
    const value = readOuter({ _id: "", ...given }, by);
    const isKey = models[model].keyables.some((key) => key === by || key === "extId");
    return isKey && typeof value === "string" && value && collections[model].read({ by, value });
  });
  if (taken.length > 0) return { problem: `${taken.join(",")} duplicated` };
  const record = collections[model].insert(compute(tenant, model, given, nowMs), nowMs);
  follow(place, record);
  return { record };
}

/** Changes the given properties. The timestamp changes even if no property changes. */
export function change(place: Place, record: SandboxRecord, fields: Fields): void {
  const { tenant, model, nowMs } = place;
  const next = compute(tenant, model, { ...record, ...keepWritable(place, fields) }, nowMs);
  tenant.collections[model].change(record._id, changesOf(record, next), nowMs);
  follow(place, next);
}

/** The writable properties of a body. References to companies become their `_id`. */
export function keepWritable({ tenant, model }: Place, fields: Fields): Fields {
  const kept = Object.entries(fields).flatMap(([name, value]) => {
    const field = findField(model, name);
    if (!field || field.isComputed) return [];
    return [[name, field.to === "company" ? resolve(tenant, value) : value]];
  });
  return Object.fromEntries(kept);
}

/** Finds a field by its name or by another spelling of its name. */
function findField(model: ModelName, name: string): PlanhatField | undefined {
  const { fields } = models[model];
  return fields[name] ?? Object.values(fields).find(({ aliases }) => aliases?.includes(name));
}

function resolve(tenant: Tenant, value: unknown): unknown {
  const key = typeof value === "string" ? parseRecordKey(value) : undefined;
  return (key && tenant.collections.company.read(key)?._id) ?? value;
}

function listMissing(model: ModelName, fields: Fields): string[] {
  const isAbsent = (name: string): boolean => fields[name] === undefined || fields[name] === "";
  const required = Object.entries(models[model].fields)
    .filter(([, field]) => field.isRequired && !field.isComputed)
    .filter(([name, { aliases = [] }]) => [name, ...aliases].every(isAbsent))
    .map(([name]) => name);
  // Planhat finds the company of an end user by the mail address. An end user needs at least one of three ids.
  if (model !== "enduser") return required;
  return outerKeys.every(isAbsent) ? ["email"] : required.filter((name) => name !== "companyId");
}

function removeOne(place: Place, id: string): Answer {
  const found = find(place, id);
  if ("status" in found) return found;
  const { record } = found;
  place.tenant.collections[place.model].remove(record._id);
  follow(place, record);
  if (place.model === "conversation") return answer(record);
  return answer({ n: 1, ok: 1, deletedCount: 1 });
}

function find(
  { tenant, model, viewer }: Place,
  id: string,
): { readonly record: SandboxRecord } | Answer {
  const key = parseRecordKey(id);
  if (!key)
    return refuse(400, "The identifier must be a Planhat _id, or start with extid- or srcid-.");
  const record = tenant.collections[model].read(key);
  return record && isVisible(model, record, viewer) ? { record } : refuse(404, "Not found");
}

/** Updates the records that depend on a written record. */
function follow({ tenant, model, nowMs }: Place, record: Fields): void {
  if (model === "license") refreshCompany(tenant, record["companyId"], nowMs);
}

/** The properties of `next` that differ from `record`. */
export function changesOf(record: Fields, next: Fields): Fields {
  return Object.fromEntries(
    Object.entries(next).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(record[name]),
    ),
  );
}

function answer(body: unknown): Answer {
  return { status: 200, body: JSON.stringify(body) };
}

function parseObject(text: string): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
