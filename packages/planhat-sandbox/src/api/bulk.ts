/**
 * Bulk writes, `PUT /x` with a list. Each row changes the record that one of the row's keys finds, or creates a
 * record.
 */

import { models } from "@churned/planhat-client/models";
import type { SandboxRecord } from "../world/make-record.ts";
import { readOuter } from "../world/row.ts";
import { refuse } from "./reply.ts";
import type { Answer } from "./reply.ts";
import { change, changesOf, create, isObject, keepWritable } from "./write.ts";
import type { Fields, Place } from "./write.ts";

const ROWS_MAX = 5_000;

/** The permissions of the account. */
interface Allowed {
  readonly create: boolean;
  readonly update: boolean;
}

/**
 * Answers 200 if every row was written, 206 if only some rows were, 400 if no row could be, 403 if no row was
 * allowed.
 */
export function writeMany(place: Place, allowed: Allowed, rows: readonly unknown[]): Answer {
  if (rows.length > ROWS_MAX) return refuse(400, `At most ${ROWS_MAX} items at once.`);
  const result = {
    created: 0,
    createdErrors: [] as Fields[],
    insertsKeys: [] as Fields[],
    updated: 0,
    updatedErrors: [] as Fields[],
    updatesKeys: [] as Fields[],
    nonupdates: 0,
    modified: [] as string[],
    upsertedIds: [] as string[],
    permissionErrors: [] as Fields[],
  };
  for (const row of rows) {
    if (!isObject(row)) {
      result.createdErrors.push({ message: "The item is not an object." });
      continue;
    }
    // Planhat silently ignores tickets without a mail address.
    if (place.model === "ticket" && !row["email"]) continue;
    const found = findRow(place, row);
    if (found ? !allowed.update : !allowed.create) {
      result.permissionErrors.push(keysOf(row));
    } else if (!found) {
      const made = create(place, row);
      if ("problem" in made) {
        result.createdErrors.push({ message: made.problem, ...keysOf(row) });
        continue;
      }
      result.created += 1;
      result.insertsKeys.push(keysOf(made.record));
      result.upsertedIds.push(made.record._id);
    } else if (
      Object.keys(changesOf(found, { ...found, ...keepWritable(place, row) })).length === 0
    ) {
      result.nonupdates += 1;
    } else {
      change(place, found, row);
      result.updated += 1;
      result.updatesKeys.push(keysOf(found));
      result.modified.push(found._id);
    }
  }
  return { status: findStatus(result, rows.length), body: JSON.stringify(result) };
}

function findStatus(
  result: {
    readonly createdErrors: readonly unknown[];
    readonly permissionErrors: readonly unknown[];
  },
  rows: number,
): number {
  const { createdErrors, permissionErrors } = result;
  if (createdErrors.length + permissionErrors.length === 0) return 200;
  if (permissionErrors.length === rows) return 403;
  return createdErrors.length === rows ? 400 : 206;
}

function findRow({ tenant, model }: Place, row: Fields): SandboxRecord | undefined {
  const collection = tenant.collections[model];
  for (const key of models[model].keyables) {
    const by = key === "extId" ? "externalId" : key;
    const value = by === "_id" ? row["_id"] : readOuter({ _id: "", ...row }, by);
    const found = typeof value === "string" && value !== "" && collection.read({ by, value });
    if (found) return found;
  }
  return undefined;
}

function keysOf(row: Fields): Fields {
  const names = ["_id", "externalId", "extId", "sourceId", "email"];
  return Object.fromEntries(names.filter((name) => row[name]).map((name) => [name, row[name]]));
}
