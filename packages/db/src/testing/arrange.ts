/** The setup of this package's tests: a new database, with a pool of connections for each of our database roles. */
import type { TestDatabase } from "@churned/testkit";
import { createTestDatabase } from "@churned/testkit";
import type { Actor } from "@churned/domain/shared";
import { defaultPlan } from "@churned/domain/plan";
import type { Database } from "../client/database.ts";
import { asOperator, createDatabase } from "../client/database.ts";
import { insertConnection } from "../connection/connections.ts";
import { insertTenant } from "../tenant/tenants.ts";

export const system: Actor = { kind: "system", name: "test" };

export interface Arranged extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly api: Database;
  readonly worker: Database;
  /** Adds a tenant with one connection. */
  addTenant(name: string): Promise<{ tenantId: string; connectionId: string }>;
}

export async function arrange(): Promise<Arranged> {
  const database = await createTestDatabase();
  let isClosing = false;
  const onError = (error: Error): void => {
    // A closed pool may still have an open connection. This connection fails when the database is dropped.
    if (!isClosing) throw error;
  };
  const api = createDatabase({ url: database.apiUrl, onError });
  const worker = createDatabase({ url: database.workerUrl, onError });
  return {
    database,
    api,
    worker,
    addTenant: (name) =>
      asOperator(api, system, async (tx) => {
        const tenantId = await insertTenant(tx, { name });
        return {
          tenantId,
          connectionId: await insertConnection(tx, { tenantId, name, plan: defaultPlan }),
        };
      }),
    async [Symbol.asyncDispose]() {
      isClosing = true;
      await api.close();
      await worker.close();
      await database.drop();
    },
  };
}
