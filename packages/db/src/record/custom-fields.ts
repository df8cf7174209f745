/**
 * The catalogue of custom fields. The landed (stored) records of the model `customfield` describe these fields, and
 * only these records update the catalogue. So a field is removed exactly when its record becomes a tombstone (a deleted
 * record): after a complete full pass, and never while missing records wait for an operator.
 */
import { and, asc, eq, sql } from "drizzle-orm";
import type { FieldDrift } from "@churned/domain/record";
import { modelNames } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import { customFields } from "../tables/custom-field.ts";
import { ofTenant } from "../client/tenant-filter.ts";

export type CustomFieldRow = typeof customFields.$inferSelect;

interface DriftRow extends FieldDrift, Record<string, unknown> {
  readonly is_first: boolean;
}

/** A longer name may be too long for the primary key. Planhat's own screens cut names off at far shorter lengths. */
const nameLengthMax = 400;

/**
 * Updates a connection's catalogue from its landed records, and returns the changes by model and name. `isFirst` is
 * true if the catalogue was empty before. If two fields have the same name, the visible field counts. The caller must
 * have locked the connection.
 */
export async function catalogueCustomFields(
  tx: Tx,
  { connectionId, tenantId }: { readonly connectionId: string; readonly tenantId: string },
  at: Date,
): Promise<{ isFirst: boolean; drift: FieldDrift[] }> {
  const now = sql`${at.toISOString()}::timestamptz`;
  const whose = sql`connection_id = ${connectionId} and tenant_id = ${tenantId}`;
  const { rows } = await tx.orm.execute<DriftRow>(sql`
    with described as materialized (
      select distinct on (model, name) model, name, type
      from (
        select regexp_replace(lower(data->>'parent'), '[^a-z]', '', 'g') as model, data->>'name' as name,
               data->>'type' as type, coalesce(data->'isHidden' = 'true', false) as is_hidden, planhat_id
        from records
        where ${whose} and model = 'customfield' and deleted_at is null
          and jsonb_typeof(data->'name') = 'string' and jsonb_typeof(data->'type') = 'string'
      ) as read
      where model = any (${sql.param([...modelNames])}::text[]) and length(name) between 1 and ${nameLengthMax}
      order by model, name, is_hidden, planhat_id
    ),
    known as materialized (
      select model, name, type, removed_at is not null as is_removed from custom_fields where ${whose}
    ),
    drift as materialized (
      select model, name, coalesce(d.type, k.type) as type, k.type as was,
             case when k.type is null then 'added' when d.type is null then 'removed'
                  when k.is_removed then 'returned' else 'retyped' end as change
      from described d full join known k using (model, name)
      where k.type is null or (d.type is null and not k.is_removed)
        or (d.type is not null and (k.is_removed or k.type <> d.type))
    ),
    present as (
      insert into custom_fields (tenant_id, connection_id, model, name, type, first_seen_at, changed_at)
      select ${tenantId}::uuid, ${connectionId}::uuid, model, name, type, ${now}, ${now} from drift where change <> 'removed'
      on conflict (connection_id, model, name) do update
        set type = excluded.type, changed_at = excluded.changed_at, removed_at = null
    ),
    gone as (
      update custom_fields f set removed_at = ${now}, changed_at = ${now} from drift
      where f.connection_id = ${connectionId} and f.tenant_id = ${tenantId}
        and f.model = drift.model and f.name = drift.name and drift.change = 'removed'
    )
    select drift.*, not exists (select from known) as is_first from drift order by model, name`);
  return {
    isFirst: rows[0]?.is_first ?? false,
    drift: rows.map(({ model, name, type, was, change }) => ({ model, name, type, was, change })),
  };
}

/** The custom fields of a connection's models, including removed fields, ordered by model and name. */
export async function listCustomFieldRows(tx: Tx, connectionId: string): Promise<CustomFieldRow[]> {
  return await tx.orm
    .select()
    .from(customFields)
    .where(and(eq(customFields.connectionId, connectionId), ofTenant(tx, customFields.tenantId)))
    .orderBy(asc(customFields.model), asc(customFields.name));
}
