import type { CustomFieldRow } from "@churned/db/record";
import type { CustomField } from "@churned/domain/wire";
import { iso, isoOrNull } from "./iso.ts";

export function presentCustomField(row: CustomFieldRow): CustomField {
  const { model, name, type, firstSeenAt, changedAt, removedAt } = row;
  return {
    model,
    name,
    type,
    firstSeenAt: iso(firstSeenAt),
    changedAt: iso(changedAt),
    removedAt: isoOrNull(removedAt),
  };
}
