/**
 * The changes of a connection's custom fields, and their text on the timeline. A custom field is a field that the
 * customer defined in Planhat.
 */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";
import type { ModelName } from "../plan/models.ts";
import { modelNames } from "../plan/models.ts";
import { cutLine } from "../shared/text.ts";

/**
 * The ways in which a custom field can change, in the order of the timeline's text. `returned`: added again after a
 * removal. `retyped`: has another type.
 */
export const fieldChanges = ["added", "returned", "retyped", "removed"] as const;
export type FieldChange = (typeof fieldChanges)[number];

/** One custom field that changed. */
export interface FieldDrift {
  readonly model: ModelName;
  readonly name: string;
  readonly type: string;
  /** The type before the change; null for a new field. */
  readonly was: string | null;
  readonly change: FieldChange;
}

/** The fields of one model that changed in the same way: the number of all, and the first few with their names. */
export interface FieldChanges {
  readonly change: FieldChange;
  readonly count: number;
  readonly fields: readonly Pick<FieldDrift, "name" | "type" | "was">[];
}

/** For each kind of change, a line of the timeline names this many fields, and only counts the others. */
const namedMost = 8;
/** Names and types are cut to this length, because Planhat does not limit their length. */
const textLengthMax = 80;

/** Groups the changes for the timeline: one entry for each model with changes. */
export function groupDrift(
  drift: readonly FieldDrift[],
): { readonly model: ModelName; readonly changes: readonly FieldChanges[] }[] {
  return modelNames.flatMap((model) => {
    const changes = fieldChanges.flatMap((change) => {
      const found = drift.filter((field) => field.model === model && field.change === change);
      const fields = found.slice(0, namedMost).map(({ name, type, was }) => ({
        name,
        type: shorten(type),
        was: was === null ? null : shorten(was),
      }));
      return found.length === 0 ? [] : [{ change, count: found.length, fields }];
    });
    return changes.length === 0 ? [] : [{ model, changes }];
  });
}

interface DriftWords {
  readonly titles: Readonly<Record<FieldChange, string>>;
  readonly retyped: (was: string, type: string) => string;
  readonly more: (count: number) => string;
}

const words: Readonly<Record<Language, DriftWords>> = {
  en: {
    titles: {
      added: "Added",
      returned: "Back again",
      retyped: "Of another type",
      removed: "Removed",
    },
    retyped: (was, type) => `${was}, now ${type}`,
    more: (count) => `and ${count} more`,
  },
  nl: {
    titles: {
      added: "Nieuw",
      returned: "Weer terug",
      retyped: "Van een ander type",
      removed: "Verwijderd",
    },
    retyped: (was, type) => `${was}, nu ${type}`,
    more: (count) => `en nog ${count}`,
  },
};

const shorten = (text: string): string => cutLine(text, textLengthMax);

function describeField(
  change: FieldChange,
  { name, type, was }: FieldChanges["fields"][number],
  { retyped }: DriftWords,
): string {
  if (change === "removed") return shorten(name);
  return `${shorten(name)} (${was === null || was === type ? type : retyped(was, type)})`;
}

/** The text of the changes, such as "Added: Region (list), Seats (number). Removed: Old tier and 3 more." */
export function describeDrift(
  changes: readonly FieldChanges[],
  language: Language = defaultLanguage,
): string {
  const spoken = words[language];
  return changes
    .map(({ change, count, fields }) => {
      const more = count > fields.length ? ` ${spoken.more(count - fields.length)}` : "";
      const named = fields.map((field) => describeField(change, field, spoken)).join(", ");
      return `${spoken.titles[change]}: ${named}${more}.`;
    })
    .join(" ");
}
