/**
 * Reports every change of a single record: added, changed, removed or restored. The change may come from the API, the
 * screens, the admin API or a fault.
 */

import type { ModelName } from "@churned/planhat-client/models";
import type { Collection } from "./world/collection.ts";
import type { SandboxRecord } from "./world/make-record.ts";
import type { Tenant } from "./world/tenant.ts";

/** A change of one record. Changes of a share of all records are not reported. */
export interface RecordChange {
  readonly tenant: string;
  readonly model: ModelName;
  readonly kind: "added" | "changed" | "removed" | "restored";
  readonly id: string;
  /** The record after the change; undefined if it was removed. */
  readonly record: SandboxRecord | undefined;
}

/** The listeners. They are called synchronously. */
export type RecordWatchers = ReadonlySet<(change: RecordChange) => void>;

/** Wraps a tenant so that the listeners receive its changes. */
export function watchTenant(tenant: Tenant, watchers: RecordWatchers): Tenant {
  const entries = Object.entries(tenant.collections) as [ModelName, Collection][];
  const watched = entries.map(([model, collection]) => [
    model,
    watchCollection(collection, (kind, id) => {
      if (watchers.size === 0) return;
      const record = collection.read({ by: "_id", value: id });
      for (const tell of watchers) tell({ tenant: tenant.key, model, kind, id, record });
    }),
  ]);
  return { ...tenant, collections: Object.fromEntries(watched) as Tenant["collections"] };
}

function watchCollection(
  collection: Collection,
  tell: (kind: RecordChange["kind"], id: string) => void,
): Collection {
  return {
    ...collection,
    insert(fields, nowMs) {
      const record = collection.insert(fields, nowMs);
      tell("added", record._id);
      return record;
    },
    change(id, fields, nowMs) {
      const isThere = collection.change(id, fields, nowMs);
      if (isThere) tell("changed", id);
      return isThere;
    },
    remove(id) {
      const isThere = collection.remove(id);
      if (isThere) tell("removed", id);
      return isThere;
    },
    restore(id) {
      const isBack = collection.restore(id);
      if (isBack) tell("restored", id);
      return isBack;
    },
  };
}
