/**
 * The records of a large model. A record is made from its index at each read and is not kept. An overlay keeps the
 * records that tests add, change or remove. Sorts only by the timestamp and by `_id`. Any other sort becomes `_id`.
 */

import type { ModelName } from "@churned/planhat-client/models";
import type { Collection, ListQuery, RecordKey } from "./collection.ts";
import { makeRecord, readCompanyId, readUpdatedMs, type SandboxRecord } from "./make-record.ts";
import type { Recipe } from "./make-parts.ts";
import { compareTexts, filterBase, filterOrder, mergeOrder, readPage } from "./merged-order.ts";
import type { MergedOrder, OrderKeys } from "./merged-order.ts";
import { makeLateRecordId, makeRecordId } from "./record-id.ts";
import { findByOuterId, readCompanies, writeRecord } from "./row.ts";
import { moveChanged, sortByTime } from "./time-order.ts";

type Change = Readonly<Record<string, unknown>>;

/** Makes the collection of a model that is too large for memory. */
export function createDerivedCollection(recipe: Recipe, model: ModelName): Collection {
  const size = recipe.sizes[model];
  const timestamp = model === "invoice" ? "lastUpdated" : "updatedAt";
  /** The changed properties of generated records, by index. */
  const changed = new Map<number, Change>();
  const removed = new Set<number>();
  const added = new Map<string, SandboxRecord>();
  const orders = new Map<string, MergedOrder>();
  let filtered = new WeakMap<ReadonlySet<string>, MergedOrder>();
  let byTime: Uint32Array | undefined;
  let addedCount = 0;
  let version = 0;
  let hasArchived = false;

  const readId = (index: number): string => makeRecordId(recipe.seed, model, index, size);
  const readTime = (index: number): string => {
    const change = changed.get(index);
    return change ? keyOf(change) : new Date(readUpdatedMs(recipe, model, index)).toISOString();
  };
  const keyOf = (record: Change): string => String(record[timestamp]);
  const read = (place: number | SandboxRecord): SandboxRecord => {
    if (typeof place !== "number") return place;
    const record = makeRecord(recipe, model, place);
    const change = changed.get(place);
    return change ? { ...record, ...change } : record;
  };

  function forgetOrders(): void {
    version += 1;
    orders.clear();
    filtered = new WeakMap();
  }

  /** A change never moves a record in the order of ids, so only the order of timestamps is dropped. */
  function noteChange(fields: Change): void {
    version += 1;
    orders.delete(timestamp);
    filtered = new WeakMap();
    if ("archived" in fields) hasArchived = true;
  }

  function changeIndex(index: number, change: Change): void {
    const before = changed.get(index);
    changed.set(index, before ? { ...before, ...change } : change);
  }

  function orderById(): MergedOrder {
    const base = removed.size > 0 ? filterBase(size, (index) => !removed.has(index)) : size;
    const extras = [...added.values()].toSorted((a, b) => (a._id < b._id ? -1 : 1));
    return mergeOrder(base, extras, readId, (record) => record._id);
  }

  function orderByTime(): MergedOrder {
    byTime ??= sortByTime(recipe, model);
    const base =
      removed.size + changed.size > 0
        ? moveChanged(byTime, { changed: changed.keys(), removed, readTime })
        : byTime;
    const extras = [...added.values()].toSorted((a, b) => compareTexts(keyOf(a), keyOf(b)));
    return mergeOrder(base, extras, readTime, keyOf);
  }

  function findOrder(field: string | undefined): MergedOrder {
    const key = field === timestamp ? timestamp : "_id";
    const known = orders.get(key) ?? (key === timestamp ? orderByTime() : orderById());
    orders.set(key, known);
    return known;
  }

  /** Only records of these companies. The result is cached as long as the set of companies exists. */
  function narrow(
    order: MergedOrder,
    field: string | undefined,
    companies: ReadonlySet<string>,
  ): MergedOrder {
    const isKept = order === orders.get("_id");
    const known = isKept ? filtered.get(companies) : undefined;
    if (known) return known;
    const isSeen = (record: SandboxRecord): boolean =>
      readCompanies(model, record)?.some((id) => companies.has(id)) ?? true;
    const made = filterOrder(order, keysOf(field), isSeen, (index) => {
      if (changed.has(index)) return isSeen(read(index));
      const company = readCompanyId(recipe, model, index);
      return company === undefined || companies.has(company);
    });
    if (isKept) filtered.set(companies, made);
    return made;
  }

  const keysOf = (field: string | undefined): OrderKeys =>
    field === timestamp
      ? { ofIndex: readTime, ofRecord: keyOf }
      : { ofIndex: readId, ofRecord: (record) => record._id };

  /** No generated record is archived. Only changed or added records can be archived. */
  function splitArchived(
    order: MergedOrder,
    field: string | undefined,
    isArchived: boolean,
  ): MergedOrder {
    if (!hasArchived && !isArchived) return order;
    const fits = (record: Change | undefined): boolean =>
      (record?.["archived"] === true) === isArchived;
    return filterOrder(order, keysOf(field), fits, (index) => fits(changed.get(index)));
  }

  function list(query: ListQuery): string {
    const { sort, select, companyIds, where, isArchived, viewer } = query;
    let order = findOrder(sort?.field);
    if (viewer?.companies) order = narrow(order, sort?.field, viewer.companies);
    if (companyIds) order = narrow(order, sort?.field, companyIds);
    if (isArchived !== undefined) order = splitArchived(order, sort?.field, isArchived);
    if (where)
      order = filterOrder(order, keysOf(sort?.field), where, (index) => where(read(index)));
    const page = readPage(order, { ...query, isDescending: sort?.isDescending ?? false });
    const isOnlyId = select?.every((name) => name === "_id") ?? false;
    const rows = page.map((place) =>
      isOnlyId && typeof place === "number"
        ? `{"_id":"${readId(place)}"}`
        : writeRecord(read(place), select, viewer?.hiddenFields),
    );
    return `[${rows.join(",")}]`;
  }

  function findIndex(id: string): number | undefined {
    const index = Number.parseInt(id.slice(-6), 16);
    return index < size && !removed.has(index) && readId(index) === id ? index : undefined;
  }

  function findRecord({ by, value }: RecordKey): SandboxRecord | undefined {
    if (by === "_id") {
      const index = findIndex(value);
      return index === undefined ? added.get(value) : read(index);
    }
    const renamed = [...changed]
      .filter(([, change]) => by in change || (by === "externalId" && "extId" in change))
      .map(([index]) => read(index));
    const over = findByOuterId([...added.values(), ...renamed], by, value);
    if (over) return over;
    const near = guessIndexes(value)
      .filter((index) => index >= 0 && index < size && !removed.has(index))
      .map(read);
    return findByOuterId(near, by, value);
  }

  return {
    count: () => size - removed.size + added.size,
    version: () => version,
    list,
    read: findRecord,
    insert(fields, nowMs) {
      const at = new Date(nowMs).toISOString();
      const _id = makeLateRecordId(model, nowMs, size + addedCount);
      addedCount += 1;
      const record = { __v: 0, createdAt: at, [timestamp]: at, ...fields, _id };
      added.set(_id, record);
      if ("archived" in fields) hasArchived = true;
      forgetOrders();
      return record;
    },
    change(id, fields, nowMs) {
      const change = { [timestamp]: new Date(nowMs).toISOString(), ...fields, _id: id };
      const index = findIndex(id);
      const known = added.get(id);
      if (index !== undefined) changeIndex(index, change);
      else if (known) added.set(id, { ...known, ...change });
      else return false;
      noteChange(fields);
      if (known) forgetOrders();
      return true;
    },
    remove(id) {
      const index = findIndex(id);
      if (index === undefined && !added.delete(id)) return false;
      if (index !== undefined) {
        removed.add(index);
        changed.delete(index);
      }
      forgetOrders();
      return true;
    },
    restore(id) {
      const index = Number.parseInt(id.slice(-6), 16);
      if (!removed.has(index) || readId(index) !== id) return false;
      removed.delete(index);
      forgetOrders();
      return true;
    },
    listRemoved: () => [...removed].map(readId),
    changeSome(isPicked, fields, nowMs) {
      const change = { [timestamp]: new Date(nowMs).toISOString(), ...fields };
      let count = 0;
      for (let index = 0; index < size; index += 1) {
        if (removed.has(index) || !isPicked()) continue;
        changeIndex(index, change);
        count += 1;
      }
      for (const [id, record] of added) {
        if (!isPicked()) continue;
        added.set(id, { ...record, ...change });
        count += 1;
      }
      noteChange(fields);
      if (added.size > 0) forgetOrders();
      return count;
    },
    removeSome(isPicked) {
      const before = size - removed.size + added.size;
      for (let index = 0; index < size; index += 1) {
        if (removed.has(index) || !isPicked()) continue;
        removed.add(index);
        changed.delete(index);
      }
      for (const id of added.keys()) if (isPicked()) added.delete(id);
      forgetOrders();
      return before - (size - removed.size + added.size);
    },
    reset() {
      hasArchived = false;
      changed.clear();
      removed.clear();
      added.clear();
      forgetOrders();
    },
  };
}

/** Generated external ids end in the record's index. For some models, a round number is added to the index. */
function guessIndexes(outerId: string): number[] {
  const number = Number(/\d+(?=@|$)/.exec(outerId)?.[0] ?? Number.NaN);
  return [number, number - 10_000, number - 40_000];
}
