import type { EstimateOfModel } from "@churned/db/sync";
import type { ProbeObservations } from "@churned/domain/verdict";
import { modelNames } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";
import { sampleLimit } from "./ask-model.ts";

/**
 * What a check's own calls tell of how much there is, so that the estimate and the first sync do not ask for it again: a
 * model that gave fewer records than were asked for, and the companies by their lean list.
 */
export function countSeen({ everyCompany, samples }: ProbeObservations): EstimateOfModel[] {
  return modelNames.flatMap((model): EstimateOfModel[] => {
    const rows = samples[model]?.rows.length;
    if (rows === undefined) return [];
    const isCounted = model === "company" && everyCompany !== null;
    const records = isCounted ? everyCompany.length : rows;
    if (!isCounted && rows >= sampleLimit(model)) return [];
    const calls = Math.floor(records / models[model].pageMax) + 1;
    // A host may give fewer a page than it is asked for.
    return [{ model, records, isAtLeast: !isCounted && rows > 0, calls }];
  });
}
