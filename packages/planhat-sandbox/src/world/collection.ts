/**
 * The records of one model of one tenant. A generated record is made when it is first read, and only its JSON text is
 * kept. An overlay keeps the records that tests add, change or remove. So a tenant that nobody reads costs only the
 * memory of its ids. A tenant that somebody reads costs about the size of its JSON.
 */

import { models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { makeRecord } from "./make-record.ts";
import type { Recipe } from "./make-parts.ts";
import type { SandboxRecord } from "./make-record.ts";
import { makeLateRecordId, makeRecordId } from "./record-id.ts";
import { createOuterIndex } from "./outer-index.ts";
import { readCompanies, writeRecord } from "./row.ts";
import type { OuterKey, Viewer } from "./row.ts";

/** The query of a list request. */
export interface ListQuery {
  readonly offset: number;
  readonly limit: number;
  readonly sort: { readonly field: string; readonly isDescending: boolean } | undefined;
  readonly select: readonly string[] | undefined;
  readonly companyIds: ReadonlySet<string> | undefined;
  /** Only records for which this function returns true. The function reads every record. */
  readonly where?: ((record: SandboxRecord) => boolean) | undefined;
  /** True: only archived records. False: only other records. Undefined: both. */
  readonly isArchived?: boolean | undefined;
  /** Default: everything is visible. */
  readonly viewer?: Viewer | undefined;
}

/** The key of a record in a path. */
export interface RecordKey {
  readonly by: "_id" | OuterKey;
  readonly value: string;
}

/** One model's records. */
export interface Collection {
  count(): number;
  /** Rises with every addition, change and removal. */
  version(): number;
  /** The page as JSON text. */
  list(query: ListQuery): string;
  /** Undefined if there is no such record. */
  read(key: RecordKey): SandboxRecord | undefined;
  insert(fields: Record<string, unknown>, nowMs: number): SandboxRecord;
  /** Changes a record and its timestamp, as Planhat does. Returns false if there is no such record. */
  change(id: string, fields: Record<string, unknown>, nowMs: number): boolean;
  remove(id: string): boolean;
  /** Restores a removed record with the same id. Returns false if no such record was removed. */
  restore(id: string): boolean;
  /** The ids of the removed records that `restore` can restore. */
  listRemoved(): string[];
  /** Changes each record for which `isPicked` is true, in the order of creation. Returns the number of changes. */
  changeSome(isPicked: () => boolean, fields: Record<string, unknown>, nowMs: number): number;
  /** Removes each record for which `isPicked` is true, in the order of creation. Returns their number. */
  removeSome(isPicked: () => boolean): number;
  /** Undoes all additions, changes and removals. */
  reset(): void;
}

/** Makes the collection of a model from its tenant's recipe: a seed and sizes. */
export function createCollection(recipe: Recipe, model: ModelName): Collection {
  const size = recipe.sizes[model];
  const overlay = new Map<number, SandboxRecord>();
  const removed = new Set<number>();
  const orders = new Map<string, number[]>();
  let texts: string[] = [];
  let ids: string[] = [];
  let live: number[] = [];
  let slotsById: Map<string, number> | undefined;
  let nextSlot = size;
  let version = 0;
  const outer = createOuterIndex(
    () => live,
    (slot) => (removed.has(slot) ? undefined : readRecord(slot)),
  );
  reset();

  function reset(): void {
    overlay.clear();
    removed.clear();
    outer.forget();
    texts = [];
    ids = [];
    live = Array.from({ length: size }, (_, slot) => slot);
    nextSlot = size;
    slotsById = undefined;
    forgetOrders();
  }

  function forgetOrders(): void {
    version += 1;
    orders.clear();
  }

  function readRecord(slot: number): SandboxRecord {
    return overlay.get(slot) ?? makeRecord(recipe, model, slot);
  }

  function readId(slot: number): string {
    return (ids[slot] ??= overlay.get(slot)?._id ?? makeRecordId(recipe.seed, model, slot, size));
  }

  function readText(slot: number): string {
    return (texts[slot] ??= JSON.stringify(readRecord(slot)));
  }

  function findSlot(id: string): number | undefined {
    slotsById ??= new Map(live.map((slot) => [readId(slot), slot]));
    return slotsById.get(id);
  }

  function orderBy(field: string, isDescending: boolean): number[] {
    const key = `${isDescending ? "-" : ""}${field}`;
    const known = orders.get(key);
    if (known) return known;
    const read = (slot: number): unknown =>
      field === "_id" ? readId(slot) : readRecord(slot)[field];
    const keyed = live.map((slot) => ({ slot, value: read(slot) }));
    keyed.sort((a, b) => compareValues(a.value, b.value) || a.slot - b.slot);
    if (isDescending) keyed.reverse();
    const order = keyed.map(({ slot }) => slot);
    orders.set(key, order);
    return order;
  }

  function store(slot: number, record: SandboxRecord): void {
    overlay.set(slot, record);
    Reflect.deleteProperty(texts, slot);
    version += 1;
    outer.note(slot);
    // A change never moves a record in the order of ids, so that order stays.
    for (const order of orders.keys()) if (!order.endsWith("_id")) orders.delete(order);
  }

  function changeSlot(slot: number, fields: Record<string, unknown>, nowMs: number): void {
    const at = new Date(nowMs).toISOString();
    store(slot, { ...readRecord(slot), [timestamp]: at, ...fields, _id: readId(slot) });
  }

  function isArchivedSlot(slot: number): boolean {
    const record = flag === "isArchived" ? readRecord(slot) : overlay.get(slot);
    return record?.[flag] === true;
  }

  const flag = models[model].archivedFilter ?? "archived";
  const timestamp = model === "invoice" ? "lastUpdated" : "updatedAt";

  return {
    count: () => live.length,
    version: () => version,
    list({ offset, limit, sort, select, companyIds, where, isArchived, viewer }) {
      let slots = sort ? orderBy(sort.field, sort.isDescending) : live;
      for (const companies of [viewer?.companies, companyIds]) {
        if (companies)
          slots = slots.filter(
            (slot) =>
              readCompanies(model, readRecord(slot))?.some((id) => companies.has(id)) ?? true,
          );
      }
      if (where) slots = slots.filter((slot) => where(readRecord(slot)));
      // Most models have no generated archived records, so only changed or added records can be archived.
      if (isArchived !== undefined && (isArchived || overlay.size > 0 || flag === "isArchived"))
        slots = slots.filter((slot) => isArchivedSlot(slot) === isArchived);
      const page = slots.slice(offset, offset + limit);
      const hidden = viewer?.hiddenFields;
      const onlyId = select?.every((name) => name === "_id");
      const shown = page.map((slot) => {
        if (!select && !hidden?.size) return readText(slot);
        return onlyId ? `{"_id":"${readId(slot)}"}` : writeRecord(readRecord(slot), select, hidden);
      });
      return `[${shown.join(",")}]`;
    },
    read({ by, value }) {
      if (by === "_id") {
        const slot = findSlot(value);
        return slot === undefined ? undefined : readRecord(slot);
      }
      const slot = outer.find(by, value);
      return slot === undefined ? undefined : readRecord(slot);
    },
    insert(fields, nowMs) {
      const slot = nextSlot;
      nextSlot += 1;
      const at = new Date(nowMs).toISOString();
      const _id = makeLateRecordId(model, nowMs, slot);
      const record = { __v: 0, createdAt: at, [timestamp]: at, ...fields, _id };
      live.push(slot);
      store(slot, record);
      forgetOrders();
      slotsById?.set(_id, slot);
      return record;
    },
    change(id, fields, nowMs) {
      const slot = findSlot(id);
      if (slot === undefined) return false;
      changeSlot(slot, fields, nowMs);
      return true;
    },
    remove(id) {
      const slot = findSlot(id);
      if (slot === undefined) return false;
      live = live.filter((other) => other !== slot);
      removed.add(slot);
      slotsById?.delete(id);
      forgetOrders();
      return true;
    },
    restore(id) {
      const slot = [...removed].find((one) => readId(one) === id);
      if (slot === undefined) return false;
      removed.delete(slot);
      live = [...live, slot].toSorted((a, b) => a - b);
      slotsById = undefined;
      forgetOrders();
      return true;
    },
    listRemoved: () => [...removed].map(readId),
    changeSome(isPicked, fields, nowMs) {
      const picked = live.filter(isPicked);
      for (const slot of picked) changeSlot(slot, fields, nowMs);
      return picked.length;
    },
    removeSome(isPicked) {
      const picked = new Set(live.filter(isPicked));
      live = live.filter((slot) => !picked.has(slot));
      for (const slot of picked) removed.add(slot);
      slotsById = undefined;
      forgetOrders();
      return picked.size;
    },
    reset,
  };
}

/** Compares two values: absent values come first, then numbers by value, then texts by code unit. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const left = toText(a);
  const right = toText(b);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
