/**
 * Open checks, which are the checks without a verdict: adding them, taking them over, changing their models, and ending
 * them.
 */
import { and, eq, inArray, ne } from "drizzle-orm";
import type { CheckTrigger } from "@churned/domain/check";
import type { ModelName } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { checks } from "../tables/check.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, toDriverValues } from "../client/prepared.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { CheckRow } from "./checks.ts";
import { wakesWorkers } from "./due-checks.ts";

export interface NewCheck {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  readonly trigger: CheckTrigger;
  readonly models: readonly ModelName[];
  readonly namedHost?: string | undefined;
  readonly requestedBy?: string | undefined;
}

/** Adds due checks in one statement, except for credentials that already have an open check. */
export async function insertChecks(
  tx: Tx,
  added: readonly NewCheck[],
): Promise<Pick<CheckRow, "id" | "connectionId" | "tenantId">[]> {
  if (added.length === 0) return [];
  return await tx.orm
    .insert(checks)
    .values(added.map((check) => ({ ...check, models: [...check.models] })))
    .onConflictDoNothing()
    .returning({
      id: checks.id,
      connectionId: checks.connectionId,
      tenantId: checks.tenantId,
      ...wakesWorkers,
    });
}

const addedColumns = [
  "tenantId",
  "connectionId",
  "credentialId",
  "trigger",
  "models",
  "namedHost",
  "requestedBy",
] as const;
const insertOne = prepared((orm, given: Given<(typeof addedColumns)[number]>) =>
  orm
    .insert(checks)
    .values(places(given, addedColumns))
    .onConflictDoNothing()
    .returning({ id: checks.id, ...wakesWorkers }),
);

/**
 * Adds a check. If the credential already has an open check, returns that check instead: a credential never has two.
 */
export async function insertCheck(
  tx: Tx,
  check: NewCheck,
): Promise<{ id: string; isNew: boolean }> {
  const { namedHost = null, requestedBy = null, ...rest } = check;
  const values = { ...rest, models: [...check.models], namedHost, requestedBy };
  const [inserted] = await insertOne(tx, toDriverValues(checks, values));
  if (inserted !== undefined) return { id: inserted.id, isNew: true };
  const [open] = await tx.orm
    .select({ id: checks.id })
    .from(checks)
    .where(
      and(
        eq(checks.credentialId, check.credentialId),
        ne(checks.state, "done"),
        ofTenant(tx, checks.tenantId),
      ),
    );
  if (open === undefined) throw new Error("The check was neither inserted nor open.");
  return { id: open.id, isNew: false };
}

/**
 * Turns an open automatic check into a check that a person asked for. The check becomes due at once, and its verdict
 * counts like the verdict of any check that a person asked for.
 */
export async function takeOverCheck(
  tx: Tx,
  id: string,
  by: { readonly now: Date; readonly requestedBy?: string | undefined },
): Promise<void> {
  await tx.orm
    .update(checks)
    .set({ trigger: "manual", nextAttemptAt: by.now, requestedBy: by.requestedBy ?? null })
    .where(
      and(
        eq(checks.id, id),
        inArray(checks.trigger, ["scheduled", "incident"]),
        ne(checks.state, "done"),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .returning(wakesWorkers);
}

/** Sets the models of a connection's open checks, after the plan of the connection changed. */
export function replanOpenChecks(tx: Tx, connectionId: string, models: readonly ModelName[]): void {
  sendAlong(
    tx,
    tx.orm
      .update(checks)
      .set({ models: [...models] })
      .where(
        and(
          eq(checks.connectionId, connectionId),
          ne(checks.state, "done"),
          ne(checks.trigger, "rotation"),
          ofTenant(tx, checks.tenantId),
        ),
      ),
  );
}

/** Ends every open check of a disconnected connection without a verdict. Returns the ids of the checks. */
export async function endChecksOf(tx: Tx, connectionId: string, at: Date): Promise<string[]> {
  const ended = await tx.orm
    .update(checks)
    .set({ state: "done", doneAt: at, leaseUntil: null })
    .where(
      and(
        eq(checks.connectionId, connectionId),
        ne(checks.state, "done"),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .returning({ id: checks.id });
  return ended.map(({ id }) => id);
}

/**
 * Ends the open check of a credential without a verdict, because a newer Save replaced the token. Returns the id of the
 * check.
 */
export async function supersedeCheck(
  tx: Tx,
  credentialId: string,
  ending: { readonly by?: string; readonly at: Date },
): Promise<string[]> {
  const ended = await tx.orm
    .update(checks)
    .set({ state: "done", doneAt: ending.at, leaseUntil: null, supersededBy: ending.by ?? null })
    .where(
      and(
        eq(checks.credentialId, credentialId),
        ne(checks.state, "done"),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .returning({ id: checks.id });
  return ended.map(({ id }) => id);
}
