/**
 * The client class of our pools. It changes how a statement is sent in five ways. The pool creates the client through
 * the driver's own option `Client`, so no code of the driver is replaced at run time.
 *
 * 1. A failed or committed transaction refuses further statements. Statements are pipelined, so other parts of the same
 *    transaction may still be sending statements when one statement fails. These statements must not run after the end
 *    of the transaction.
 * 2. All statements of one turn of the event loop are sent in one write. Each write wakes PostgreSQL, which costs both
 *    sides more than running most of our statements.
 * 3. A statement with parameters is prepared from its second use on (see statement-names.ts).
 * 4. A statement may have a longer deadline than the deadline of its pool. The deadline is the driver's `query_timeout`,
 *    which destroys a connection that does not answer. So a half-open network never blocks a caller forever.
 * 5. Text that PostgreSQL would refuse is repaired (see repair-values.ts). A Buffer, such as a page, is sent unchanged.
 */
import type { PoolConfig, QueryResult } from "pg";
import { Client, Query } from "pg";
import { repairValues } from "../tables/repair-values.ts";
import type { NameOf } from "./statement-names.ts";

/**
 * PostgreSQL cancels a statement this long before the driver's deadline. So in most cases PostgreSQL's own error
 * arrives.
 */
export const answerMs = 2_000;

/** Options that a pool passes to each of its clients. */
export interface PooledClientConfig extends PoolConfig {
  /** The names of prepared statements, shared by all clients of a pool. */
  readonly nameOf: NameOf;
}

/** The answer to a statement, or a list of answers if the text had several statements. */
export type Answer = QueryResult | QueryResult[];

/** A connection of one of our pools. */
export class PooledClient extends Client {
  readonly #nameOf: NameOf;
  #timeoutMs: number | undefined;
  #isOver = false;

  constructor(config?: PooledClientConfig) {
    super(config);
    this.#nameOf = config?.nameOf ?? (() => undefined);
  }

  /** Sets the deadline of the following statements. */
  setStatementTimeout(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
  }

  /** Resets the settings of a transaction, so that the next transaction can use the connection. */
  reset(): void {
    this.#timeoutMs = undefined;
    this.#isOver = false;
  }

  // The driver declares seven overloads. The return type `never` makes this override compatible with all seven.
  override query(config: unknown, values?: unknown, callback?: unknown): never {
    if (this.#isOver && config !== "rollback")
      return Promise.reject(new Error("The transaction is over.")) as never;
    this.#holdUntilTurnEnds();
    const query = this.#complete(config, values);
    // The casts select one of the overloads. At run time, the driver accepts the arguments of all overloads.
    return super.query(
      query as string,
      repairValues(values) as unknown[],
      callback as () => void,
    ) as never;
  }

  /** Commits a transaction and refuses its later statements. `last` is SQL that runs before COMMIT and ends with a semicolon. */
  commit(last: string): Promise<Answer> {
    const committed: Promise<Answer> = this.query(`${last}commit`);
    this.#isOver = true;
    return committed;
  }

  /** Rolls back a transaction and refuses its later statements. Returns false if the connection is broken. */
  async rollBack(): Promise<boolean> {
    this.#isOver = true;
    try {
      // The answers to all earlier statements arrive before the answer to this statement. Code that continues after an
      // earlier answer runs in the same turn of the event loop, so its further statements are still refused.
      await (this.query("rollback") as Promise<unknown>);
      await new Promise((resolve) => setImmediate(resolve));
      return true;
    } catch {
      return false;
    }
  }

  #holdUntilTurnEnds(): void {
    // With TLS, the driver replaces the stream after connecting.
    const { stream } = this.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }

  /** Adds the statement's name and its deadline. */
  #complete(config: unknown, values: unknown): unknown {
    // A query of its own class, such as COPY, is sent as it is, with the pool's deadline.
    if (config instanceof Query) return config;
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

  /**
   * The name of a prepared statement. A statement without parameters has none: it is sent as plain text, which may
   * contain several statements.
   */
  #nameFor(text: unknown, values: unknown): string | undefined {
    const hasValues = Array.isArray(values) && values.length > 0;
    return hasValues && typeof text === "string" ? this.#nameOf(text) : undefined;
  }
}
