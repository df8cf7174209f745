/**
 * Removes the tenant condition from every query, by replacing the only module that makes the condition. `node
 * --import` loads this file before the API. The file prints that it replaced the module: without this line, a test
 * cannot be sure that the conditions are gone.
 */
import { registerHooks } from "node:module";

const replacement = `
  export const givenTenant = "tenantOfTx";
  export function ofTenant() { return undefined; }
  export function ofGivenTenant() { return undefined; }
`;

registerHooks({
  load: (url, context, nextLoad) => {
    if (!url.endsWith("/db/src/client/tenant-filter.ts")) return nextLoad(url, context);
    process.stdout.write("without tenant conditions\n");
    return { format: "module", source: replacement, shortCircuit: true };
  },
});
