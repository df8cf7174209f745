/** The setup for tests of use cases: a new database, a real queue, and people of two tenants. No worker runs. */
import { createDatabase } from "@churned/db/client";
import { createHints } from "@churned/queue";
import type { TestDatabase } from "@churned/testkit";
import { createTestDatabase } from "@churned/testkit";
import type { SealedToken } from "@churned/vault/seal";
import { sealToken } from "@churned/vault/seal";
import { generateSealingKeyPair } from "@churned/vault/keys";
import type { ServiceContext } from "../context/context.ts";
import { createTenant } from "../tenant/create-tenant.ts";
import { createUser } from "../tenant/create-user.ts";

export interface Party {
  readonly connectionId: string;
  readonly customer: ServiceContext;
}

export interface Arranged extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly acme: Party;
  readonly globex: Party;
  readonly operator: ServiceContext;
  /** The context in which the worker runs use cases: with the database role of the worker. */
  readonly worker: ServiceContext;
  /** Seals a token in the same way as the browser does. */
  seal(connectionId: string, token: string, credentialId?: string): Promise<SealedToken>;
  /** Runs a query as the owner of the tables, without row-level security. */
  query<Row extends Record<string, unknown>>(text: string): Promise<Row[]>;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export async function arrange(): Promise<Arranged> {
  const database = await createTestDatabase();
  const problems: Error[] = [];
  const onError = (error: Error): void => void problems.push(error);
  const db = createDatabase({ url: database.apiUrl, onError });
  const workerDb = createDatabase({ url: database.workerUrl, onError });
  const owner = createDatabase({ url: database.ownerUrl, onError, poolSize: 1 });
  const hints = createHints({ databaseUrl: database.apiUrl, onError });
  const { publicKey } = generateSealingKeyPair();
  const contextOf = (actor: ServiceContext["actor"]): ServiceContext => ({
    actor,
    db,
    hints,
    now: () => new Date(),
    random: Math.random,
    log: quiet,
    planhatHosts: ["api"],
    sealing: { publicKey },
    appUrl: "http://localhost:3000",
  });
  const system = contextOf({ kind: "system", name: "test" });
  const { id } = await createUser(system, { email: "operator@churned.example", role: "operator" });

  async function addParty(name: string): Promise<Party> {
    const {
      id: tenantId,
      connectionId,
      userId,
    } = await createTenant(system, { name, customerEmail: `ada@${name}.example` });
    return { connectionId, customer: contextOf({ kind: "customer", userId, tenantId }) };
  }

  return {
    database,
    acme: await addParty("acme"),
    globex: await addParty("globex"),
    operator: contextOf({ kind: "operator", userId: id }),
    worker: { ...contextOf({ kind: "system", name: "worker" }), db: workerDb },
    seal: (connectionId, token, credentialId = crypto.randomUUID()) =>
      sealToken({ publicKey, connectionId, credentialId, token }),
    async query<Row extends Record<string, unknown>>(text: string) {
      const { rows } = await owner.pool.query<Row>(text);
      return rows;
    },
    async [Symbol.asyncDispose]() {
      await hints.close();
      await owner.close();
      await db.close();
      await workerDb.close();
      await database.drop();
    },
  };
}
