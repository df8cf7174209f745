/**
 * Claims due checks, several at once. A claim gives a worker the right to run a check, with a lease and an epoch: see
 * `check-work.ts`.
 */
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNull,
  lt,
  lte,
  ne,
  or,
  sql,
} from "drizzle-orm";
import type { Placeholder, SQL } from "drizzle-orm";
import { triggersOfPeople } from "@churned/domain/check";
import type { Tx } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { prepared } from "../client/prepared.ts";
import { checks, probes } from "../tables/check.ts";
import { connections, credentials } from "../tables/connection.ts";
import type { CheckRow } from "./checks.ts";
import type { CredentialRow } from "../token/credentials.ts";
import { openColumns } from "../token/credentials.ts";

/** A claimed check with its connection and its credential. */
export interface ClaimedCheck {
  readonly check: CheckRow;
  readonly connection: typeof connections.$inferSelect;
  readonly credential: CredentialRow & { readonly sealed: string | null };
}

/**
 * The tenants and hosts that already have many running checks, and whose further checks are skipped. If neither a check
 * nor its connection names a host, the check counts for `firstHost`.
 */
export interface Crowd {
  readonly tenants: readonly string[];
  readonly hosts: readonly string[];
  readonly firstHost: string;
}

/**
 * Claims up to `limit` due checks that have no valid lease. Checks for which a person waits come first. The claim
 * raises the epoch of each check and deletes the probes (results by model) of earlier attempts. Only the worker's role
 * may call this function, because it reads the sealed tokens.
 */
export async function claimDueChecks(
  tx: Tx,
  claim: {
    readonly now: Date;
    /** Checks that are due before this time are claimed. */
    readonly dueBefore: Date;
    readonly until: Date;
    readonly limit: number;
    /**
     * `any`: all due checks. `asked`: only checks for which a person waits. A `Crowd`: only checks for which a person
     * waits and whose tenant and host are not in the `Crowd`.
     */
    readonly whose: "any" | "asked" | Crowd;
  },
): Promise<ClaimedCheck[]> {
  const { whose, ...given } = claim;
  return typeof whose === "object"
    ? await claimBeside(tx, { ...given, ...whose })
    : await (whose === "asked" ? claimAsked : claimAny)(tx, given);
}

const isAsked = inArray(checks.trigger, [...triggersOfPeople]);
/**
 * Prepares the statement that claims checks, with an additional condition. `given` makes a placeholder for a parameter.
 */
function prepareClaim(whose: (given: Given<string>) => SQL | undefined) {
  return prepared((orm, given: Given<string>, ofTenantOfTx) => {
    const due = orm.$with("due").as(
      orm
        .select({ id: checks.id })
        .from(checks)
        .where(
          and(isDue(given("now"), given("dueBefore")), whose(given), ofTenantOfTx(checks.tenantId)),
        )
        .orderBy(desc(isAsked), asc(checks.nextAttemptAt))
        .limit(given("limit"))
        .for("update", { skipLocked: true }),
    );
    const forgotten = orm.$with("forgotten").as(
      orm
        .delete(probes)
        .where(
          and(inArray(probes.checkId, sql`(select id from ${due})`), ofTenantOfTx(probes.tenantId)),
        )
        .returning({ checkId: probes.checkId }),
    );
    return orm
      .with(due, forgotten)
      .update(checks)
      .set({
        state: "running",
        epoch: sql`${checks.epoch} + 1`,
        attempt: sql`${checks.attempt} + 1`,
        leaseUntil: sql`${given("until")}`,
        startedAt: sql`coalesce(${checks.startedAt}, ${given("now")}::timestamptz)`,
      })
      .from(connections)
      .innerJoin(credentials, eq(credentials.connectionId, connections.id))
      .where(
        and(
          inArray(checks.id, sql`(select id from ${due})`),
          eq(connections.id, checks.connectionId),
          eq(credentials.id, checks.credentialId),
        ),
      )
      .returning({
        check: getTableColumns(checks),
        connection: getTableColumns(connections),
        credential: { ...openColumns, sealed: credentials.sealed },
      });
  });
}
const claimAny = prepareClaim(() => undefined);
const claimAsked = prepareClaim(() => isAsked);
const claimBeside = prepareClaim((given) =>
  and(
    isAsked,
    sql`not (${checks.tenantId} = any (${given("tenants")}::uuid[]))`,
    sql`not (coalesce(${checks.namedHost}, (select host from connections where id = ${checks.connectionId}), ${given("firstHost")}) = any (${given("hosts")}::text[]))`,
  ),
);

/** The condition of a check that is not done, is due, and has no valid lease. */
const isDue = (now: Placeholder, dueBefore: Placeholder) =>
  and(
    ne(checks.state, "done"),
    lte(checks.nextAttemptAt, dueBefore),
    or(isNull(checks.leaseUntil), lt(checks.leaseUntil, now)),
  );
