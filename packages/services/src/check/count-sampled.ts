import type { EstimateOfModel } from "@churned/db/sync";
import type { ProbeObservations } from "@churned/domain/verdict";
import { modelNames } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";
import { sampleLimit } from "./ask-model.ts";

/**
 * Estimates from a check's own calls, so that the estimate and the first sync need not ask again: models that returned
 * fewer records than asked for, and the companies of the lean list.
 */
export function countSampled({ everyCompany, samples }: ProbeObservations): EstimateOfModel[] {
  return modelNames.flatMap((model): EstimateOfModel[] => {
    const rows = samples[model]?.rows.length;
    if (rows === undefined) return [];
    const isWholeCount = model === "company" && everyCompany !== null;
    const records = isWholeCount ? everyCompany.length : rows;
    if (!isWholeCount && rows >= sampleLimit(model)) return [];
    const calls = Math.floor(records / models[model].pageMax) + 1;
    // A host may return fewer records on a page than asked for, so the number is only a minimum.
    return [{ model, records, isAtLeast: !isWholeCount && rows > 0, calls }];
  });
}
