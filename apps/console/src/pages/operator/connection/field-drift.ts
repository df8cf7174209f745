/** Custom fields by model, with their recent changes. Pure. */
import type { ModelName } from "@churned/domain/plan";
import { modelNames } from "@churned/domain/plan";
import type { CustomField } from "../../../api/types.ts";
import type { Tone } from "../../../ui/state.tsx";

const dayMs = 24 * 60 * 60_000;
/** How long a changed field stays marked. */
const recentMs = 30 * dayMs;

/** The mark of a field that was removed, or that appeared or changed recently. */
export interface FieldMark {
  readonly tone: Tone;
  readonly word: string;
  readonly at: string;
}

type Field = Omit<CustomField, "model"> & { readonly model: ModelName };

/**
 * The mark of a field. `since`: when this connection's fields were first read. The fields of that first read are not
 * new.
 */
export function markField(field: Field, since: number, now: Date): FieldMark | undefined {
  const { firstSeenAt, changedAt, removedAt } = field;
  if (removedAt !== null) return { tone: "warn", word: "removed", at: removedAt };
  if (now.getTime() - Date.parse(changedAt) > recentMs) return undefined;
  if (changedAt !== firstSeenAt) return { tone: "warn", word: "changed", at: changedAt };
  return Date.parse(firstSeenAt) > since ? { tone: "ok", word: "new", at: firstSeenAt } : undefined;
}

export interface FieldGroup<T extends Field> {
  readonly model: ModelName;
  readonly rows: readonly { readonly field: T; readonly mark: FieldMark | undefined }[];
}

/**
 * Groups fields by model. Marked fields come first, starting with the latest change. `q` filters by a part of the
 * name.
 */
export function groupFields<T extends Field>(
  fields: readonly T[],
  now: Date,
  q = "",
): readonly FieldGroup<T>[] {
  const since = Math.min(...fields.map(({ firstSeenAt }) => Date.parse(firstSeenAt)));
  const wanted = q.trim().toLowerCase();
  return modelNames.flatMap((model) => {
    const rows = fields
      .filter((field) => field.model === model && field.name.toLowerCase().includes(wanted))
      .map((field) => ({ field, mark: markField(field, since, now) }))
      .toSorted((one, other) => (other.mark?.at ?? "").localeCompare(one.mark?.at ?? ""));
    return rows.length === 0 ? [] : [{ model, rows }];
  });
}
