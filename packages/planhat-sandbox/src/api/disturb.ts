/** The fault `changing`: records change while a client reads them, as if people worked with the records. */

import { models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import type { Fault } from "../fault-kinds.ts";
import type { Collection } from "../world/collection.ts";
import type { Random } from "../world/random.ts";
import type { Answer } from "./reply.ts";
import { readRows } from "./spoil.ts";

/** The records that may change, how many must change, and the random numbers that choose them. */
interface Disturbance {
  readonly collection: Collection;
  readonly model: ModelName;
  readonly fault: Fault;
  readonly random: Random;
  readonly nowMs: number;
}

/**
 * Changes, removes, adds, archives and restores records while a page is read. Chooses these records from the page, or
 * from all records if the fault says so.
 */
export function disturb(answer: Answer, disturbance: Disturbance): void {
  const { collection, fault, random, nowMs } = disturbance;
  const ids = readRows(answer).map((row) => String(row["_id"]));
  if (ids.length === 0) return;
  const pick = (): string =>
    fault.isAnywhere ? pickAnywhere(disturbance) : (ids[random.between(0, ids.length - 1)] ?? "");
  for (let done = 0; done < (fault.changes ?? 1); done += 1) collection.change(pick(), {}, nowMs);
  for (let done = 0; done < (fault.removes ?? 1); done += 1) collection.remove(pick());
  for (let done = 0; done < (fault.inserts ?? 1); done += 1)
    collection.insert({ name: "Added while reading" }, nowMs);
  for (let done = 0; done < (fault.archives ?? 0); done += 1) moveArchived(disturbance, pick);
  for (let done = 0; done < (fault.restores ?? 0); done += 1) {
    const removed = collection.listRemoved();
    if (removed.length > 0)
      collection.restore(removed[random.between(0, removed.length - 1)] ?? "");
  }
}

/** Archives a record. With equal probability, takes an archived record out of the archive instead. */
function moveArchived(disturbance: Disturbance, pick: () => string): void {
  const { collection, model, random, nowMs } = disturbance;
  const flag = models[model].archivedFilter;
  if (flag === undefined) return;
  const archived = random.chance(0.5) ? pickAnywhere(disturbance, true) : "";
  const isArchived = archived === "";
  collection.change(isArchived ? pick() : archived, { [flag]: isArchived }, nowMs);
}

/** The id of any record. With `isArchived`, the id of any archived record. Empty if there is no such record. */
function pickAnywhere({ collection, random }: Disturbance, isArchived?: true): string {
  const all = { limit: 1, sort: undefined, select: ["_id"], companyIds: undefined, isArchived };
  const count = isArchived
    ? readIds(collection.list({ ...all, offset: 0, limit: Infinity })).length
    : collection.count();
  const offset = random.between(0, Math.max(0, count - 1));
  return readIds(collection.list({ ...all, offset }))[0] ?? "";
}

function readIds(list: string): string[] {
  return (JSON.parse(list) as { _id: string }[]).map(({ _id }) => _id);
}
