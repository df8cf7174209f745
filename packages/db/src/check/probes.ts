/** The probes of checks. A probe is one call for one model, stored with its result. */
import { and, eq, sql } from "drizzle-orm";
import type { CheckState } from "@churned/domain/check";
import type { ModelName } from "@churned/domain/plan";
import type { Gap, ProbeOutcome } from "@churned/domain/verdict";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { prepared } from "../client/prepared.ts";
import { writeJson } from "../tables/repair-values.ts";
import { literal } from "../tables/columns.ts";
import { probes } from "../tables/check.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { CheckClaim } from "./check-work.ts";

export type ProbeRow = Pick<
  typeof probes.$inferSelect,
  "model" | "outcome" | "status" | "durationMs"
> & {
  /** The part that the answer lacks, if Planhat shows only a part of the model. */
  readonly gap: Gap | null;
};
type FoundProbe = ProbeRow & { readonly checkId: string };

export async function listProbes(tx: Tx, checkIds: readonly string[]): Promise<FoundProbe[]> {
  if (checkIds.length === 0) return [];
  const found = await listByChecks(tx, { checkIds });
  return found.map(({ detail, ...probe }) => ({
    ...probe,
    gap: detail === null ? null : (JSON.parse(detail) as Gap),
  }));
}

const listByChecks = prepared((orm, given: Given<"checkIds">, ofTenantOfTx) =>
  orm
    .select({
      checkId: probes.checkId,
      model: probes.model,
      outcome: probes.outcome,
      status: probes.status,
      durationMs: probes.durationMs,
      detail: probes.detail,
    })
    .from(probes)
    .where(
      and(
        sql`${probes.checkId} = any(${given("checkIds")}::uuid[])`,
        ofTenantOfTx(probes.tenantId),
      ),
    ),
);

/** The result of a probe. */
export interface ProbeFinding {
  readonly model: ModelName;
  readonly outcome: ProbeOutcome;
  readonly status: number | null;
  readonly durationMs: number;
  /** The part that the answer lacks, if Planhat shows only a part of the model. */
  readonly gap: Gap | null;
}

/** Writes the results of probes in one statement. Returns false if the claim of the check is lost. */
export async function writeProbes(
  tx: Tx,
  claim: CheckClaim & { readonly tenantId: string },
  found: readonly ProbeFinding[],
): Promise<boolean> {
  const { rowCount } = await tx.orm.execute(sql`
    with held as materialized (
      select tenant_id, id from checks
      where id = ${claim.id} and epoch = ${claim.epoch} and state = ${literal("running" satisfies CheckState)} and tenant_id = ${claim.tenantId}
      for share
    ), ${written(found)} select 1 from held`);
  return rowCount === 1;
}

export function upsertProbes(
  tx: Tx,
  check: { readonly id: string; readonly tenantId: string },
  found: readonly ProbeFinding[],
): void {
  if (found.length === 0) return;
  sendAlong(
    tx,
    tx.orm.execute(sql`
      with held as (select ${check.tenantId}::uuid as tenant_id, ${check.id}::uuid as id),
      ${written(found)} select 1`),
  );
}

/**
 * The upsert of probes for the check in the CTE `held`. Its SQL text does not depend on the number of probes, so
 * PostgreSQL prepares the text only once.
 */
const written = (found: readonly ProbeFinding[]) => sql`written as (
  insert into probes (tenant_id, check_id, model, outcome, status, duration_ms, detail)
  select held.tenant_id, held.id, model, outcome, status, "durationMs", gap
  from held, jsonb_to_recordset(${writeJson(found)}::text::jsonb)
    as found(model text, outcome text, status int, "durationMs" int, gap text)
  on conflict (check_id, model) do update set outcome = excluded.outcome, status = excluded.status,
    duration_ms = excluded.duration_ms, detail = excluded.detail)`;

/** Deletes the probes of a check that starts from the beginning. */
export function forgetProbes(tx: Tx, checkId: string): void {
  sendAlong(
    tx,
    tx.orm.delete(probes).where(and(eq(probes.checkId, checkId), ofTenant(tx, probes.tenantId))),
  );
}
