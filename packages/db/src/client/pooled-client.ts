/**
 * The client class of our pools. It changes how a statement is sent in five ways; the pool creates it through the
 * driver's own option `Client`, so nothing of the driver is replaced at run time.
 *
 * 1. A failed transaction refuses further statements. Statements are pipelined, so other parts of the same transaction
 *    may still be sending when one fails. They must not reach the server after the rollback, outside of the transaction.
 * 2. Statements of one turn of the event loop leave in one write. Each write wakes PostgreSQL, which costs both sides
 *    more than most of our statements take to run.
 * 3. A statement with parameters is prepared from the second time on (see statement-names.ts).
 * 4. A statement may have a longer deadline than its pool's. The deadline is the driver's `query_timeout`: it destroys
 *    a connection that does not answer, so a half-open network blocks nobody for ever.
 * 5. Texts that PostgreSQL refuses are repaired (see repair-values.ts). A Buffer, such as a page, is sent as it is.
 */
import type { PoolConfig } from "pg";
import { Client } from "pg";
import { repairValues } from "../tables/repair-values.ts";
import type { NameOf } from "./statement-names.ts";

/** PostgreSQL cancels a statement this much earlier than we stop waiting for it, so its error arrives in most cases. */
export const answerMs = 2_000;

/** What a pool gives each of its clients. */
export interface PooledClientConfig extends PoolConfig {
  /** One for all clients of a pool. */
  readonly nameOf: NameOf;
}

/** A connection of one of our pools. */
export class PooledClient extends Client {
  readonly #nameOf: NameOf;
  #timeoutMs: number | undefined;
  #hasFailed = false;

  constructor(config?: PooledClientConfig) {
    super(config);
    this.#nameOf = config?.nameOf ?? (() => undefined);
  }

  /** How long a statement may take from now on; undefined: as long as the pool says. */
  setStatementTimeout(timeoutMs: number | undefined): void {
    this.#timeoutMs = timeoutMs;
  }

  // The driver declares seven overloads. An override fits all of them if it promises nothing of what it returns.
  override query(config: unknown, values?: unknown, callback?: unknown): never {
    if (this.#hasFailed && config !== "rollback")
      return Promise.reject(new Error("The transaction is over.")) as never;
    this.#holdUntilTurnEnds();
    const query = this.#complete(config, values);
    // The casts name one of the overloads; the driver accepts all of them here.
    return super.query(
      query as string,
      repairValues(values) as unknown[],
      callback as () => void,
    ) as never;
  }

  /** Rolls a transaction back, and refuses what other parts of it still send. False where the connection is broken. */
  async rollBack(): Promise<boolean> {
    this.#hasFailed = true;
    try {
      // The answers to all earlier statements arrive before this one's. Code that continues with such an answer runs in
      // this turn, so it is still refused.
      await (this.query("rollback") as Promise<unknown>);
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    } catch {
      return false;
    } finally {
      this.#hasFailed = false;
    }
  }

  #holdUntilTurnEnds(): void {
    // With TLS, the stream is another one once it is connected.
    const { stream } = this.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  /** Adds the statement's name and its deadline. */
  #complete(config: unknown, values: unknown): unknown {
    const query = typeof config === "string" ? { text: config } : config;
    if (typeof query !== "object" || query === null || !("text" in query)) return config;
    const known = "name" in query ? query.name : undefined;
    const name = known ?? this.#nameFor(query.text, values);
    return {
      ...query,
      ...(name === undefined ? {} : { name }),
      ...(this.#timeoutMs === undefined ? {} : { query_timeout: this.#timeoutMs + answerMs }),
    };
  }

  /** A statement without parameters is sent as plain text, which may hold several statements. */
  #nameFor(text: unknown, values: unknown): string | undefined {
    const hasValues = Array.isArray(values) && values.length > 0;
    return hasValues && typeof text === "string" ? this.#nameOf(text) : undefined;
  }
}
