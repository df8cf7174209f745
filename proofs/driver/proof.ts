import type { DriverComparison } from "./compare-drivers.ts";
import { compareDrivers } from "./compare-drivers.ts";
import type { Proof } from "../proof.ts";

const sizes = { small: 864, large: 3_072 };
/** If postgres.js needed at most this multiple of pg's time, we would use postgres.js (ADR 0002). */
const within = 1.05;

/**
 * Long: 60 pages of 2,000 records of each size, 2,000 transactions. Short: 4 pages, 20 transactions, no time limits.
 */
export const proof: Proof = {
  name: "driver",
  claim:
    "The driver pg lands pages of large records in less time than postgres.js, and with less than half of the processor time.",
  run: async ({ isShort }) => {
    const count = isShort ? { pages: 4, transactions: 20 } : { pages: 60, transactions: 2_000 };
    const small = await compareDrivers({ bytes: sizes.small, ...count });
    const large = await compareDrivers({ bytes: sizes.large, ...count });
    const isSame = [small, large].every(({ pg, postgresJs }) => pg.rows === postgresJs.rows);
    const isBetter =
      large.postgresJs.pageMs > within * large.pg.pageMs &&
      [small, large].every(({ pg, postgresJs }) => postgresJs.pageCpuMs > 2 * pg.pageCpuMs);
    return {
      figure: `medians for pages of 2,000 records, pg and postgres.js in turn; records of ${sizes.small} bytes: ${describe(small)}; records of ${sizes.large} bytes: ${describe(large)}; a pipelined transaction of five statements: ${large.pg.transactionMs.toFixed(2)} and ${large.postgresJs.transactionMs.toFixed(2)} ms`,
      mustReach: isShort
        ? "both drivers land the same rows; no limit for the times"
        : `postgres.js takes more than ${within} times as long for large records, and more than twice the processor time; otherwise decision 0002 must be taken again`,
      ok: isSame && (isShort || isBetter),
    };
  },
};

function describe({ pg, postgresJs }: DriverComparison): string {
  return `${pg.pageMs.toFixed(0)} and ${postgresJs.pageMs.toFixed(0)} ms (${(postgresJs.pageMs / pg.pageMs).toFixed(2)} times as long), with ${pg.pageCpuMs.toFixed(1)} and ${postgresJs.pageCpuMs.toFixed(1)} ms of processor time in our process`;
}
