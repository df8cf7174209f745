/**
 * Tells every API process about changes, with PostgreSQL's NOTIFY. The transaction that makes a change sends its
 * notification, so the notification arrives after the commit or never. It carries ids only: a process that receives it
 * fetches the rows that it shows.
 */
import { Client, escapeLiteral } from "pg";
import type { ChangeEvent } from "@churned/domain/routes";
import { eventTopics } from "@churned/domain/routes";
import type { Tx } from "./database.ts";

const channel = "churned_changes";
/** How often we check that a listening connection is alive, and how long PostgreSQL may take to answer. */
const defaultAskEveryMs = 10_000;
const defaultAnswerMs = 5_000;

/** A change and its tenant. */
export interface TenantChange extends ChangeEvent {
  readonly tenantId: string;
}

/** Sends a change when the transaction commits. Equal changes of one transaction arrive once. */
export function notifyChange(tx: Tx, change: TenantChange): void {
  tx.changes.push(change);
}

/** Sends several changes when the transaction commits. */
export function notifyChanges(tx: Tx, changes: readonly TenantChange[]): void {
  tx.changes.push(...changes);
}

/** The SQL statement that sends the changes, with its semicolon; empty without changes. */
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
 * Listens on a connection of its own until it is closed. A broken connection is replaced; `onReconnect` then says that
 * changes may have been missed.
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
      // A listening connection sends nothing, so only keepalive packets show that the network dropped it.
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
    // A listener receives nothing while nothing changes, so silence does not prove a failure. A query does.
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
