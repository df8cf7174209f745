/**
 * The door to PostgreSQL. Queries run only inside `withTenant` or `asOperator`: both open a transaction and tell it
 * whose rows it may touch, which row-level security then enforces, whatever the query says.
 */
import { sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { drizzle } from "drizzle-orm/node-postgres";
import { DatabaseError, Pool, escapeLiteral } from "pg";
import type { Actor } from "@churned/domain/shared";
import type { TenantChange } from "./changes.ts";
import { tellChanges } from "./changes.ts";
import { checkDriver } from "./check-driver.ts";
import type { PooledClientConfig } from "./pooled-client.ts";
import { PooledClient, answerMs } from "./pooled-client.ts";
import { createStatementNames } from "./statement-names.ts";
import * as schema from "../tables/index.ts";

type Orm = NodePgDatabase<typeof schema>;
/** What runs queries on the one connection of a transaction. */
type TxOrm = Omit<NodePgDatabase, "transaction">;

/** A pool of connections under one of our roles. */
export interface Database {
  readonly pool: Pool;
  readonly orm: Orm;
  close(): Promise<void>;
}

/** A transaction, whose it is, and who acts. Repositories take one; nothing else can query. */
export interface Tx {
  readonly orm: TxOrm;
  /** The tenant whose rows are seen; null where an operator or the system sees all. */
  readonly tenantId: string | null;
  readonly actor: Actor;
  /** What is told to whoever listens, by the commit. */
  readonly changes: TenantChange[];
  /** Statements that were sent and whose answers came later, or not yet: see `sendAlong`. */
  readonly sent: Promise<unknown>[];
}

// Connections that nobody uses leave the pool after ten seconds. One that is idle for longer on the server's side has
// lost its client, and holds a lock perhaps (see `tryExclusively`); one whose client is gone is noticed by its silence.
const sessionSettings =
  "-c idle_session_timeout=30s -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5";

/**
 * Opens a pool. `onError` hears of connections that broke; the pool replaces them by itself. A statement may take
 * `statementTimeoutMs` (absent: any time), and a transaction may stand still for `idleTransactionTimeoutMs` (a minute),
 * before PostgreSQL ends it; so long may a worker that was stopped, or cut off, hold on to what it locked.
 */
export function createDatabase(options: {
  readonly url: string;
  readonly poolSize?: number;
  readonly applicationName?: string;
  readonly statementTimeoutMs?: number;
  readonly idleTransactionTimeoutMs?: number;
  /** True where all that is asked goes by key: each statement is then planned once, not anew for its values. */
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
  // The pool listens to idle connections only: one that breaks while it is lent out would end the process.
  pool.on("connect", (client) => client.on("error", options.onError));
  return {
    pool,
    orm: drizzle(pool, { schema, casing: "snake_case" }),
    close: () => pool.end(),
  };
}

/**
 * Runs `work` in a transaction that sees and writes the rows of one tenant; for a guest, those of their connection that
 * guests may reach. Commits when it resolves.
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

/** Runs `work` in a transaction that sees and writes the rows of every tenant: for operators and for the system. */
export function asOperator<T>(
  db: Database,
  actor: Actor,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (isOfTenant(actor)) throw new Error(`A ${actor.kind} never acts as an operator.`);
  const scope =
    "select set_config('app.tenant_id', '', true), set_config('app.is_operator', 'true', true)";
  return transact(db, scope, { tenantId: null, actor }, work);
}

/**
 * Sends a statement whose answer nobody reads: it goes out with whatever is sent next, at the latest with the commit, and
 * runs in the order of sending. Where it fails, so does the transaction, with its error.
 */
export function sendAlong(tx: Tx, statement: PromiseLike<unknown>): void {
  // Asked for its answer now: by resolving a promise with it, drizzle's would only be sent after what follows.
  const sent = new Promise<unknown>((resolve, reject) => void statement.then(resolve, reject));
  sent.catch(() => undefined);
  tx.sent.push(sent);
}

/**
 * What begins and says whose it is goes out with the first statement, what tells of changes and commits with the last
 * that nobody waited for: most transactions are short, and each trip costs more than what is done at its end.
 */
async function transact<T>(
  { pool }: Database,
  scope: string,
  whose: Pick<Tx, "tenantId" | "actor">,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  if (!(client instanceof PooledClient))
    throw new Error("The pool made a client of another class.");
  let isBroken = false;
  const tx: Tx = { ...whose, orm: ormOf(client), changes: [], sent: [] };
  try {
    // Where this fails there is nothing to be seen by what follows: no tenant is set.
    sendAlong(tx, client.query(`begin; ${scope}`));
    const result = await work(tx);
    const committed = client.query(`${tellChanges(tx.changes)}commit`);
    // Where an earlier statement fails, nothing below waits for this answer. Its rejection would end the process.
    committed.catch(() => undefined);
    await Promise.all(tx.sent);
    const { command } = [await committed].flat().at(-1) ?? {};
    // PostgreSQL calls it no error to commit what has failed before: it rolls back.
    if (command !== "COMMIT") throw new Error("A statement failed, and nobody said so.");
    return result;
  } catch (error) {
    isBroken = !(await client.rollBack());
    throw await findCause(error, tx.sent);
  } finally {
    client.setStatementTimeout(undefined);
    client.release(isBroken);
  }
}

/** Why a transaction failed: whatever is sent after a statement that failed is refused, which tells nothing. */
async function findCause(thrown: unknown, sent: readonly Promise<unknown>[]): Promise<unknown> {
  const answers = await Promise.allSettled(sent);
  const reasons = answers.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  return [...reasons, thrown].find((one) => !isRefused(one)) ?? thrown;
}

function isRefused(error: unknown): boolean {
  const thrown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return thrown instanceof DatabaseError && thrown.code === "25P02";
}

/** Lets the statements of a transaction take longer than others: for what touches all records of a connection. */
export async function allowLong(tx: Tx, timeoutMs: number): Promise<void> {
  const client = clients.get(tx.orm);
  if (client === undefined) return;
  await tx.orm.execute(sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`);
  client.setStatementTimeout(timeoutMs);
}

const orms = new WeakMap<PooledClient, TxOrm>();
const clients = new WeakMap<TxOrm, PooledClient>();

function ormOf(client: PooledClient): TxOrm {
  const known = orms.get(client) ?? drizzle(client, { casing: "snake_case" });
  orms.set(client, known);
  clients.set(known, client);
  return known;
}

/** True for the actors of one tenant alone. */
function isOfTenant(actor: Actor): actor is Extract<Actor, { tenantId: string }> {
  return actor.kind === "customer" || actor.kind === "guest";
}

/** Runs `work` as far as `actor` may see: a customer within their tenant, a guest within their connection, others across all. */
export function asActor<T>(db: Database, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return isOfTenant(actor)
    ? withTenant(db, actor, actor.tenantId, work)
    : asOperator(db, actor, work);
}
