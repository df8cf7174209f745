/**
 * The product's worker with small pages. The first argument is the number of rows in a page. With small pages, a few
 * hundred records are many pages.
 */
import { models } from "@churned/planhat-client/models";

const rows = Number(process.argv[2]);
for (const model of Object.values(models))
  Object.assign(model, { pageMax: rows, pageDefault: rows });
await import("@churned/worker/main");
