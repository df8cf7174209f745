import type { EstimateOfModel } from "@churned/db/sync";
import type { ProbeObservations } from "@churned/domain/verdict";
import { modelNames } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";
import { sampleLimit } from "./ask-model.ts";

/**
 * Estimates the number of records from the calls of a check, so that the estimate and the first sync need not call
 * again. Counts the models that returned fewer records than requested, and the companies of the lean list (all
 * companies in one answer).
 */
export function countSampled({ everyCompany, samples }: ProbeObservations): EstimateOfModel[] {
  return modelNames.flatMap((model): EstimateOfModel[] => {
    const rows = samples[model]?.rows.length;
    if (rows === undefined) return [];
    const isWholeCount = model === "company" && everyCompany !== null;
    const records = isWholeCount ? everyCompany.length : rows;
    if (!isWholeCount && rows >= sampleLimit(model)) return [];
    const calls = Math.floor(records / models[model].pageMax) + 1;
    // A host may return fewer records in a page than requested, so the number is only a minimum.
    return [{ model, records, isAtLeast: !isWholeCount && rows > 0, calls }];
  });
}
