/**
 * The shipped worker with small pages: the first argument is their number of rows. A few hundred records then make many
 * pages.
 */
import { models } from "@churned/planhat-client/models";

const rows = Number(process.argv[2]);
for (const model of Object.values(models))
  Object.assign(model, { pageMax: rows, pageDefault: rows });
await import("@churned/worker/main");
