import type { ModelName } from "@churned/domain/plan";
import { modelLabels } from "@churned/domain/plan";

/** The reasons for reading a whole model although only its changes were requested. */
export const fullPassNotes = {
  no_rows: (model: ModelName) =>
    `${modelLabels[model]} showed no records where there were some, so it was read again from the start.`,
  no_time: (model: ModelName) =>
    `${modelLabels[model]} does not say when its records changed, so all of it was read.`,
  no_end: (model: ModelName) =>
    `${modelLabels[model]} changed faster than its changes could be read, so all of it was read.`,
  one_row: (model: ModelName) =>
    `${modelLabels[model]} came in one row after many, which does not show whether it was the last, so all of it was read.`,
  no_order: (model: ModelName) =>
    `${modelLabels[model]} did not come newest first, so all of it was read.`,
} as const;
