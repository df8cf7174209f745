/**
 * Writes the typed SQL views of `planhat.*` from the client's registry, as a separate migration. A written migration
 * never changes. So if the registry has changed, the script writes a new migration, which creates the views again.
 * `--check` only reports whether the latest migration is up to date: node tooling/write-views.ts [--check]
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { models } from "@churned/planhat-client/models";
import type { FieldType, PlanhatModel } from "@churned/planhat-client/models";
import { rootFolder } from "./launch/settings.ts";

const folder = join(rootFolder, "packages/db/migrations");
const name = "planhat_views";

/**
 * The SQL function that casts each type of field. No cast can fail: a value of another type becomes null in the view
 * and stays in `data`.
 */
const casts: Readonly<Record<FieldType, string>> = {
  text: "as_text",
  choice: "as_text",
  number: "as_number",
  flag: "as_flag",
  date: "as_instant",
  days: "as_day",
  reference: "as_reference",
  references: "as_references",
  currency: "as_currency",
  texts: "as_texts",
  list: "as_list",
  object: "as_object",
  any: "as_any",
};

const latest = readdirSync(folder)
  .filter((file) => file.endsWith(`_${name}.sql`))
  .toSorted()
  .at(-1);
const text = writeMigration();
const isCurrent = latest !== undefined && readFileSync(join(folder, latest), "utf8") === text;
if (process.argv.includes("--check")) {
  if (!isCurrent) {
    console.error("The views are older than the registry. Run: node tooling/write-views.ts");
    process.exitCode = 1;
  }
} else if (!isCurrent) {
  const args = ["generate", "--custom", "--name", name];
  const db = join(rootFolder, "packages/db");
  execFileSync(join(db, "node_modules/.bin/drizzle-kit"), args, { cwd: db, stdio: "inherit" });
  const made = readdirSync(folder).filter((file) => file.endsWith(`_${name}.sql`));
  writeFileSync(join(folder, made.toSorted().at(-1) ?? ""), text);
}

function writeMigration(): string {
  const statements = [
    "DROP SCHEMA IF EXISTS planhat CASCADE",
    "CREATE SCHEMA planhat",
    ...functions(),
    ...Object.values(models).flatMap(writeView),
    "GRANT USAGE ON SCHEMA planhat TO churned_reader, churned_api, churned_worker",
    "GRANT SELECT ON ALL TABLES IN SCHEMA planhat TO churned_reader, churned_api, churned_worker",
  ];
  const header =
    "-- Written by tooling/write-views.ts from the client's registry: not to be changed by hand.\n" +
    "-- Analysts read planhat.*: typed, the records of the tenant set for the transaction, and of no other.\n";
  return `${header}${statements.join(";\n--> statement-breakpoint\n")};\n`;
}

function writeView(model: PlanhatModel): string[] {
  const columns = new Map<string, string>([
    ["tenant_id", "r.tenant_id"],
    ["connection_id", "r.connection_id"],
    ["id", "r.planhat_id"],
  ]);
  const comments: [string, string][] = [];
  for (const [field, { type, meaning, aliases = [] }] of Object.entries(model.fields)) {
    if (field === "_id" || field === "__v") continue;
    const values = [field, ...aliases].map(
      (key) => `planhat.${casts[type]}(r.data->${quote(key)})`,
    );
    const column = nameColumn(field);
    if (columns.has(column)) throw new Error(`${model.name} has two columns named ${column}.`);
    columns.set(column, values.length === 1 ? String(values[0]) : `coalesce(${values.join(", ")})`);
    comments.push([column, meaning]);
  }
  for (const [column, source] of [
    ["record_seq", "r.seq"],
    ["record_changed_at", "r.changed_at"],
    ["data", "r.data"],
  ] as const)
    columns.set(column, source);
  const list = [...columns].map(([column, source]) => `  ${source} AS "${column}"`).join(",\n");
  return [
    `CREATE VIEW planhat."${model.name}" WITH (security_invoker = true) AS SELECT\n${list}\n` +
      "FROM public.connections c JOIN public.records r ON r.tenant_id = c.tenant_id AND r.connection_id = c.id\n" +
      `WHERE c.tenant_id = (SELECT app.tenant_id()) AND r.model = ${quote(model.name)} AND r.deleted_at IS NULL`,
    ...comments.map(
      ([column, meaning]) =>
        `COMMENT ON COLUMN planhat."${model.name}"."${column}" IS ${quote(meaning)}`,
    ),
  ];
}

/** Converts names: `companyName` to company_name, `cId` to c_id, `_currency` to currency, `KPI` to kpi. */
function nameColumn(field: string): string {
  return field
    .replace(/^_+/, "")
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function make(cast: string, type: string, body: string): string {
  return `CREATE FUNCTION planhat.${cast}(value jsonb) RETURNS ${type} LANGUAGE sql STABLE PARALLEL SAFE\n  RETURN ${body}`;
}

function functions(): string[] {
  const isText = "jsonb_typeof(value) = 'string'";
  return [
    make(
      "as_text",
      "text",
      "CASE WHEN jsonb_typeof(value) IN ('string', 'number') THEN nullif(value #>> '{}', '') END",
    ),
    make(
      "as_number",
      "numeric",
      String.raw`CASE jsonb_typeof(value) WHEN 'number' THEN (value #>> '{}')::numeric
    WHEN 'string' THEN CASE WHEN value #>> '{}' ~ '^\s*-?\d+(\.\d+)?\s*$' AND pg_input_is_valid(value #>> '{}', 'numeric') THEN (value #>> '{}')::numeric END END`,
    ),
    make(
      "as_flag",
      "boolean",
      "CASE WHEN value IN ('true', '\"true\"') THEN true WHEN value IN ('false', '\"false\"') THEN false END",
    ),
    make("as_instant", "timestamptz", "app.as_instant(value)"),
    make(
      "as_day",
      "date",
      String.raw`CASE WHEN planhat.as_number(value) BETWEEN -719162 AND 2932896 THEN date '1970-01-01' + floor(planhat.as_number(value))::integer
    WHEN ${isText} THEN (app.as_instant(value) AT TIME ZONE 'UTC')::date END`,
    ),
    make(
      "as_reference",
      "text",
      `CASE WHEN ${isText} THEN nullif(value #>> '{}', '') WHEN jsonb_typeof(value) = 'object' THEN nullif(coalesce(value ->> '_id', value ->> 'id'), '') END`,
    ),
    make(
      "as_currency",
      "text",
      `CASE WHEN ${isText} THEN nullif(value #>> '{}', '') WHEN jsonb_typeof(value) = 'object' THEN coalesce(nullif(value ->> 'code', ''), nullif(value ->> 'symbol', ''), nullif(value ->> '_id', '')) END`,
    ),
    // An array, or a text such as ",a,b,".
    make(
      "as_texts",
      "text[]",
      `CASE WHEN jsonb_typeof(value) = 'array' THEN ARRAY(SELECT t FROM (SELECT planhat.as_text(e) AS t FROM jsonb_array_elements(value) AS e) AS read WHERE t IS NOT NULL)
    WHEN ${isText} THEN array_remove(string_to_array(value #>> '{}', ','), '') END`,
    ),
    make(
      "as_references",
      "text[]",
      `CASE WHEN jsonb_typeof(value) = 'array' THEN ARRAY(SELECT t FROM (SELECT planhat.as_reference(e) AS t FROM jsonb_array_elements(value) AS e) AS read WHERE t IS NOT NULL)
    WHEN ${isText} THEN array_remove(string_to_array(value #>> '{}', ','), '') END`,
    ),
    make("as_list", "jsonb", "CASE WHEN jsonb_typeof(value) = 'array' THEN value END"),
    make("as_object", "jsonb", "CASE WHEN jsonb_typeof(value) = 'object' THEN value END"),
    make("as_any", "jsonb", "nullif(value, 'null')"),
  ];
}
