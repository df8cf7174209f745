/**
 * Removes the tenant condition from every query, by replacing the one module that makes it. `node --import` loads this
 * file before the API. It prints that it replaced the module, because a test that replaced nothing would prove nothing.
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
