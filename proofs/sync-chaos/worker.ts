/** A worker whose pages have as few rows as the first argument says, so that some hundred records are many pages; else
 *  the very process that ships. */
import { models } from "@churned/planhat-client/models";

const rows = Number(process.argv[2]);
for (const model of Object.values(models))
  Object.assign(model, { pageMax: rows, pageDefault: rows });
await import("@churned/worker/main");
