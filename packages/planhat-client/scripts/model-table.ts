import type { PlanhatField, PlanhatModel, Sureness } from "../src/models/index.ts";
import { modelNames, models } from "../src/models/index.ts";

const START = "<!-- models: written by `pnpm readme` -->";
const END = "<!-- /models -->";

const sureWords: Readonly<Record<Sureness, string>> = {
  confirmed: "confirmed",
  single_source: "one source",
  inferred: "inferred",
};

/** Replaces the text between a README's two marks by the table of all models. */
export function writeTable(readme: string): string {
  const [before, rest] = readme.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error("The README has no marks.");
  const text = [
    "| model | path | page size: default, maximum | time of change | keys | permission | certainty of path, page size, time |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...modelNames.map((name) => writeRow(models[name])),
  ].join("\n");
  return `${before}${START}\n\n${text}\n\n${END}${after}`;
}

/** Writes the page with the fields of every model. */
export function writeFields(): string {
  const intro =
    "This page lists every field that the registry knows. `pnpm readme` writes this page, so do not edit it.";
  return `# Planhat's models, field by field\n\n${intro}\n\n${modelNames
    .map((name) => writeDetails(models[name]))
    .join("\n")}`;
}

function writeRow(model: PlanhatModel): string {
  const cells = [
    model.name,
    `\`${model.path}\``,
    `${formatCount(model.pageDefault)}, ${formatCount(model.pageMax)}`,
    model.timestampField ? `\`${model.timestampField}\`` : "–",
    model.keyables.join(", "),
    model.permission.classic.name,
    [model.endpoint, model.paging, model.timestamp].map((sure) => sureWords[sure]).join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function writeDetails({ name, fields, filters }: PlanhatModel): string {
  const rows = Object.entries(fields).map(([key, field]) => writeField(key, field));
  const asked = filters.length > 0 ? `List parameters: \`${filters.join("`, `")}\`.\n\n` : "";
  return `## ${name}\n\n${asked}| field | type | meaning |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}

function writeField(key: string, field: PlanhatField): string {
  const type = field.to ? `${field.type} to ${field.to}` : field.type;
  const notes = [
    field.meaning,
    field.values ? `Known: ${field.values.join(", ")}.` : "",
    field.aliases ? `Also sent as \`${field.aliases.join("`, `")}\`.` : "",
    field.isRequired ? "Required to create a record." : "",
    field.sure === "confirmed" ? "" : `(${sureWords[field.sure]})`,
  ];
  return `| \`${key}\` | ${type} | ${notes.filter(Boolean).join(" ")} |`;
}

function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
