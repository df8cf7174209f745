/**
 * Tells every API process about changes, with PostgreSQL's NOTIFY. The transaction that makes a change also sends the
 * notification, so the notification arrives after the commit or never. A notification contains only ids: the receiving
 * process reads the rows that it needs.
 */
import { escapeLiteral } from "pg";
import type { ChangeEvent } from "@churned/domain/routes";
import { eventTopics } from "@churned/domain/routes";
import type { Tx } from "./database.ts";
import type { Listener, ListenOptions } from "./listen.ts";
import { listenTo } from "./listen.ts";

const channel = "churned_changes";

/** A change, with the tenant whose data changed. */
export interface TenantChange extends ChangeEvent {
  readonly tenantId: string;
}

/**
 * Sends a change when the transaction commits. If a transaction sends the same change twice, listeners receive it once.
 */
export function notifyChange(tx: Tx, change: TenantChange): void {
  tx.changes.push(change);
}

/** Sends several changes when the transaction commits. */
export function notifyChanges(tx: Tx, changes: readonly TenantChange[]): void {
  tx.changes.push(...changes);
}

/** The SQL statement that sends the changes, with a semicolon at its end. Empty if there are no changes. */
export function tellChanges(changes: readonly TenantChange[]): string {
  const payloads = [...new Set(changes.map((change) => JSON.stringify(change)))];
  if (payloads.length === 0) return "";
  return `select pg_notify('${channel}', payload) from unnest(array[${payloads.map(escapeLiteral).join()}]) as payload; `;
}

function parseChange(payload: string): TenantChange | undefined {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== "object" || value === null) return undefined;
  const { topic, id, connectionId, tenantId } = value as Record<string, unknown>;
  const known = eventTopics.find((name) => name === topic);
  if (known === undefined || typeof id !== "string" || typeof tenantId !== "string")
    return undefined;
  return {
    topic: known,
    id,
    tenantId,
    ...(typeof connectionId === "string" ? { connectionId } : {}),
  };
}

/** Calls `onChange` for every change, on a connection of its own: see `listenTo`. */
export async function listenForChanges(
  options: ListenOptions & { readonly onChange: (change: TenantChange) => void },
): Promise<Listener> {
  return await listenTo(channel, {
    ...options,
    onPayload: (payload) => {
      const change = payload === "" ? undefined : parseChange(payload);
      if (change !== undefined) options.onChange(change);
    },
  });
}
