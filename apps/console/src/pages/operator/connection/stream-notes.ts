/** Why some models are read in another mode than requested. Names each reason once. Pure. */
import { modelLabels } from "@churned/domain/plan";
import type { Stream, Sync } from "../../../api/types.ts";

export function groupStreamNotes(sync: {
  readonly mode: Sync["mode"];
  readonly streams: readonly Pick<Stream, "model" | "mode" | "note">[];
}): { note: string; models: string }[] {
  const modelsByNote = new Map<string, string[]>();
  for (const { model, mode, note } of sync.streams) {
    const why = note ?? (mode === sync.mode ? undefined : otherwise[mode]);
    if (why === undefined) continue;
    modelsByNote.set(why, [...(modelsByNote.get(why) ?? []), modelLabels[model]]);
  }
  return [...modelsByNote].map(([note, models]) => ({ note, models: models.join(", ") }));
}

const otherwise = {
  full: "read in full.",
  incremental: "only what changed is read.",
} as const;
