/**
 * Listens to a channel of PostgreSQL's NOTIFY, on its own connection. A process that changes rows sends the
 * notification in the transaction of the change.
 */
import { Client } from "pg";

/** How often a listening connection is tested, and how long PostgreSQL may take to answer the test. */
const defaultAskEveryMs = 10_000;
const defaultAnswerMs = 5_000;

/** What a listener does with what it hears. */
export interface ListenOptions {
  readonly url: string;
  /** Called after a broken connection was replaced, because notifications may have been missed. */
  readonly onReconnect: () => void;
  readonly onError: (error: Error) => void;
  readonly askEveryMs?: number;
  readonly answerMs?: number;
}

/** A connection that listens until it is closed. */
export interface Listener {
  close(): Promise<void>;
}

/** Listens until the listener is closed. A broken connection is replaced. Rejects if the first connection fails. */
export async function listenTo(
  channel: string,
  options: ListenOptions & { readonly onPayload: (payload: string) => void },
): Promise<Listener> {
  const { askEveryMs = defaultAskEveryMs, answerMs = defaultAnswerMs } = options;
  let client: Client | undefined;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let asking: NodeJS.Timeout | undefined;
  let failures = 0;

  async function connect(): Promise<void> {
    const next = new Client({
      connectionString: options.url,
      application_name: channel.replace("_", "-"),
      keepAlive: true,
      // A listening connection sends no data, so only keepalive packets show that the network dropped the connection.
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: 10_000,
      query_timeout: answerMs,
    });
    next.on("notification", ({ payload }) => options.onPayload(payload ?? ""));
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
