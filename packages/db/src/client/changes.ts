/**
 * Tells every API process about changes, with PostgreSQL's NOTIFY. The transaction that makes a change also sends the
 * notification, so the notification arrives after the commit or never. A notification contains only ids: the receiving
 * process reads the rows that it needs.
 */
import { Client, escapeLiteral } from "pg";
import type { ChangeEvent } from "@churned/domain/routes";
import { eventTopics } from "@churned/domain/routes";
import type { Tx } from "./database.ts";

const channel = "churned_changes";
/** How often a listening connection is tested, and how long PostgreSQL may take to answer the test. */
const defaultAskEveryMs = 10_000;
const defaultAnswerMs = 5_000;

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

/**
 * Listens on its own connection until the listener is closed. A broken connection is replaced. After that,
 * `onReconnect` is called, because changes may have been missed.
 */
export async function listenForChanges(options: {
  readonly url: string;
  readonly onChange: (change: TenantChange) => void;
  readonly onReconnect: () => void;
  readonly onError: (error: Error) => void;
  readonly askEveryMs?: number;
  readonly answerMs?: number;
}): Promise<{ close(): Promise<void> }> {
  const { askEveryMs = defaultAskEveryMs, answerMs = defaultAnswerMs } = options;
  let client: Client | undefined;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let asking: NodeJS.Timeout | undefined;
  let failures = 0;

  async function connect(): Promise<void> {
    const next = new Client({
      connectionString: options.url,
      application_name: "churned-changes",
      keepAlive: true,
      // A listening connection sends no data, so only keepalive packets show that the network dropped the connection.
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 10_000,
      query_timeout: answerMs,
    });
    next.on("notification", ({ payload }) => {
      const change = payload === undefined ? undefined : parseChange(payload);
      if (change !== undefined) options.onChange(change);
    });
    next.on("error", (error) => {
      if (client !== next || isClosed) return;
      client = undefined;
      clearInterval(asking);
      options.onError(error);
      reconnectSoon();
    });
    await next.connect();
    try {
      await next.query(`listen ${channel}`);
    } catch (error) {
      next.connection.stream.destroy();
      throw error;
    }
    if (isClosed) {
      await next.end();
      return;
    }
    client = next;
    failures = 0;
    // A listener receives no data while no rows change, so a silent connection may still work. Only a query shows a
    // failure.
    asking = setInterval(() => {
      next.query("select 1").catch(() => next.connection.stream.destroy());
    }, askEveryMs);
  }

  function reconnectSoon(): void {
    if (isClosed) return;
    failures += 1;
    timer = setTimeout(
      () => {
        connect().then(options.onReconnect, (error: unknown) => {
          options.onError(error instanceof Error ? error : new Error(String(error)));
          reconnectSoon();
        });
      },
      Math.min(100 * 2 ** failures, 5_000),
    );
  }

  await connect();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(asking);
      await client?.end();
    },
  };
}
