/**
 * Access to PostgreSQL. Queries run only inside `withTenant` or `asOperator`. Both functions open a transaction and set
 * the tenant whose rows the transaction may read and write. Row-level security then enforces this limit for every
 * query.
 */
import { sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { drizzle } from "drizzle-orm/node-postgres";
import { DatabaseError, Pool, escapeLiteral } from "pg";
import type { Actor } from "@churned/domain/shared";
import type { TenantChange } from "./changes.ts";
import { tellChanges } from "./changes.ts";
import { checkDriver } from "./check-driver.ts";
import type { Answer, PooledClientConfig } from "./pooled-client.ts";
import { PooledClient, answerMs } from "./pooled-client.ts";
import { createStatementNames } from "./statement-names.ts";
import * as schema from "../tables/index.ts";

type Orm = NodePgDatabase<typeof schema>;
/** Runs queries on the single connection of a transaction. */
type TxOrm = Omit<NodePgDatabase, "transaction">;

/** A pool of connections that use one of our database roles. */
export interface Database {
  readonly pool: Pool;
  readonly orm: Orm;
  close(): Promise<void>;
}

/** A transaction with its tenant and its actor. Every query function takes a `Tx`: nothing else can run queries. */
export interface Tx {
  readonly orm: TxOrm;
  /** The tenant whose rows are visible. Null for an operator and the system: all rows are visible. */
  readonly tenantId: string | null;
  readonly actor: Actor;
  /** Changes that are sent to the listeners when the transaction commits. */
  readonly changes: TenantChange[];
  /** The statements that were sent without waiting for the answers: see `sendAlong`. */
  readonly sent: Promise<unknown>[];
  /** Sends COMMIT if it was not sent yet. Later statements are refused. */
  readonly commit: () => Promise<unknown>;
}

// The pool closes a connection after ten idle seconds. If PostgreSQL sees a session that is idle for longer, its client
// is lost, and the session may still have a lock (see `tryExclusively`). So PostgreSQL ends the session. Keepalive
// packets detect a client that is gone.
const sessionSettings =
  "-c idle_session_timeout=30s -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5";

/**
 * Opens a pool. `onError` receives the errors of broken connections; the pool replaces such connections by itself.
 * PostgreSQL ends a statement after `statementTimeoutMs` (no limit if absent), and a transaction that is idle for
 * `idleTransactionTimeoutMs` (default: one minute). Both limits bound how long a stopped or disconnected worker keeps
 * its locks.
 */
export function createDatabase(options: {
  readonly url: string;
  readonly poolSize?: number;
  readonly applicationName?: string;
  readonly statementTimeoutMs?: number;
  readonly idleTransactionTimeoutMs?: number;
  /** True if all queries find their rows by key. PostgreSQL then plans each statement once for all values. */
  readonly plansOnce?: boolean;
  readonly onError: (error: Error) => void;
}): Database {
  const { statementTimeoutMs } = options;
  checkDriver();
  const config: PooledClientConfig = {
    Client: PooledClient,
    nameOf: createStatementNames(),
    connectionString: options.url,
    max: options.poolSize ?? 10,
    application_name: options.applicationName ?? "churned",
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 10_000,
    options: `${sessionSettings}${options.plansOnce === true ? " -c plan_cache_mode=force_generic_plan" : ""}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    pipeline: true,
    idle_in_transaction_session_timeout: options.idleTransactionTimeoutMs ?? 60_000,
    ...(statementTimeoutMs === undefined
      ? {}
      : { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + answerMs }),
  };
  const pool = new Pool(config);
  pool.on("error", options.onError);
  // The pool handles errors of idle connections only. An error of a connection in use would end the process.
  pool.on("connect", (client) => client.on("error", options.onError));
  return {
    pool,
    orm: drizzle(pool, { schema, casing: "snake_case" }),
    close: () => pool.end(),
  };
}

/**
 * Runs `work` in a transaction that reads and writes the rows of one tenant. If the actor is a guest, the transaction
 * reaches only those rows of the guest's connection that guests may see. Commits if `work` resolves.
 */
export function withTenant<T>(
  db: Database,
  actor: Actor,
  tenantId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const connectionId = actor.kind === "guest" ? actor.connectionId : "";
  const scope = `select set_config('app.tenant_id', ${escapeLiteral(tenantId)}, true), set_config('app.connection_id', ${escapeLiteral(connectionId)}, true), set_config('app.is_operator', '', true)`;
  return transact(db, scope, { tenantId, actor }, work);
}

/** Runs `work` in a transaction that reads and writes the rows of all tenants: for operators and for the system. */
export function asOperator<T>(
  db: Database,
  actor: Actor,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (isOfTenant(actor)) throw new Error(`A ${actor.kind} may not act as an operator.`);
  const scope =
    "select set_config('app.tenant_id', '', true), set_config('app.is_operator', 'true', true)";
  return transact(db, scope, { tenantId: null, actor }, work);
}

/**
 * Sends a statement without waiting for its answer. The statement is sent together with the next statement, at the
 * latest with the commit. Statements run in the order in which they are sent. If the statement fails, the transaction
 * fails with the same error.
 */
export function sendAlong(tx: Tx, statement: PromiseLike<unknown>): void {
  // Call `then` now, because drizzle sends a statement only when `then` is called. `Promise.resolve(statement)` would
  // call `then` too late.
  const sent = new Promise<unknown>((resolve, reject) => void statement.then(resolve, reject));
  sent.catch(() => undefined);
  tx.sent.push(sent);
}

/**
 * Says that the statements of this turn of the event loop are the last statements. COMMIT is then sent together with
 * them, which saves a round trip. For reads, and for a write of one statement, because a committed transaction cannot
 * be rolled back. Any later statement is refused.
 */
export function endWithThisTurn(tx: Tx): void {
  process.nextTick(() => void tx.commit());
}

/**
 * Runs a transaction with few round trips. BEGIN and the tenant setting are pipelined with the first query. The
 * notifications and COMMIT are pipelined with the last statements whose answers nobody awaits. Most transactions are
 * short, so the number of round trips decides how long they take.
 */
async function transact<T>(
  { pool }: Database,
  scope: string,
  whose: Pick<Tx, "tenantId" | "actor">,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  if (!(client instanceof PooledClient))
    throw new Error("The pool created a client of another class.");
  let isBroken = false;
  let committed: Promise<Answer> | undefined;
  const commit = (): Promise<Answer> => {
    committed ??= client.commit(tellChanges(tx.changes));
    // If an earlier statement fails, no code awaits this answer. Without this handler, its unhandled rejection would end
    // the process.
    committed.catch(() => undefined);
    return committed;
  };
  const tx: Tx = { ...whose, orm: ormOf(client), changes: [], sent: [], commit };
  try {
    // If this statement fails, no tenant is set, so the following statements see no rows.
    sendAlong(tx, client.query(`begin; ${scope}`));
    const result = await work(tx);
    const answer = commit();
    await Promise.all(tx.sent);
    const { command } = [await answer].flat().at(-1) ?? {};
    // PostgreSQL reports no error for the COMMIT of a failed transaction. PostgreSQL rolls back and answers ROLLBACK.
    if (command !== "COMMIT") throw new Error("A statement failed and its error was ignored.");
    return result;
  } catch (error) {
    isBroken = !(await client.rollBack());
    throw await findCause(error, tx.sent);
  } finally {
    client.reset();
    client.release(isBroken);
  }
}

/**
 * Finds why a transaction failed. After a statement fails, PostgreSQL refuses every further statement; such refusals do
 * not explain the failure.
 */
async function findCause(thrown: unknown, sent: readonly Promise<unknown>[]): Promise<unknown> {
  const answers = await Promise.allSettled(sent);
  const reasons = answers.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  return [...reasons, thrown].find((one) => !isRefused(one)) ?? thrown;
}

function isRefused(error: unknown): boolean {
  const thrown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return thrown instanceof DatabaseError && thrown.code === "25P02";
}

/** Gives the statements of a transaction a longer timeout. Work on all records of a connection needs this. */
export async function allowLong(tx: Tx, timeoutMs: number): Promise<void> {
  await tx.orm.execute(sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`);
  clientOf(tx)?.setStatementTimeout(timeoutMs);
}

/** The connection of a transaction; undefined if the transaction was not opened here. */
export const clientOf = (tx: Tx): PooledClient | undefined => clients.get(tx.orm);

const orms = new WeakMap<PooledClient, TxOrm>();
const clients = new WeakMap<TxOrm, PooledClient>();

function ormOf(client: PooledClient): TxOrm {
  const known = orms.get(client) ?? drizzle(client, { casing: "snake_case" });
  orms.set(client, known);
  clients.set(known, client);
  return known;
}

/** True for actors that belong to one tenant. */
function isOfTenant(actor: Actor): actor is Extract<Actor, { tenantId: string }> {
  return actor.kind === "customer" || actor.kind === "guest";
}

/** Runs `work` with the rows of the actor: a customer's tenant, a guest's connection, or else all tenants. */
export function asActor<T>(db: Database, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return isOfTenant(actor)
    ? withTenant(db, actor, actor.tenantId, work)
    : asOperator(db, actor, work);
}

/**
 * Like `asActor`, for reads that send all statements in the turn of the event loop in which `work` starts. The whole
 * transaction then needs one round trip.
 */
export function readAtOnce<T>(
  db: Database,
  actor: Actor,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return asActor(db, actor, (tx) => {
    endWithThisTurn(tx);
    return work(tx);
  });
}
