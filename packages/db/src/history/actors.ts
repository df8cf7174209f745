/** The actors of the lines of the timeline and the audit. */
import type { SQL, SQLWrapper } from "drizzle-orm";
import { eq, sql } from "drizzle-orm";
import type { Actor, Role } from "@churned/domain/shared";
import type { Tx } from "../client/database.ts";
import { users } from "../tables/auth.ts";
import { invitations } from "../tables/invitation.ts";

/** The actor of the transaction, in the form of the columns. */
export function actorOf({ actor }: Pick<Tx, "actor">): { actorKind: Actor["kind"]; actor: string } {
  if (actor.kind === "system") return { actorKind: "system", actor: actor.name };
  if (actor.kind === "guest") return { actorKind: "guest", actor: actor.invitationId };
  return { actorKind: actor.kind, actor: actor.userId };
}

/** A line of the timeline or the audit with its actor's name; the role is null for actors without an account. */
export type WithActor<Row> = Row & {
  readonly actorName: string | null;
  readonly actorRole: Role | null;
};

/**
 * The id of the actor; null if the actor is not an id. A line that the system wrote has the system's name as its actor.
 */
export const idOf = (actor: SQL) =>
  sql<string | null>`case when pg_input_is_valid(${actor}, 'uuid') then ${actor}::uuid end`;

/**
 * Looks up the account and the invitation of the actor of each line by key, so that the cost does not grow with the
 * number of people. The ids must be columns of the page. With row-level security, PostgreSQL does not use an index for
 * an expression, because the functions in it might leak rows that the policy hides.
 */
export function findActors(
  tx: Tx,
  ids: { readonly account: SQLWrapper; readonly invitation: SQLWrapper },
) {
  const account = tx.orm
    .select({ name: users.name, role: users.role })
    .from(users)
    .where(eq(users.id, ids.account))
    .limit(1)
    .as("account");
  const invitation = tx.orm
    .select({ email: invitations.email })
    .from(invitations)
    .where(eq(invitations.id, ids.invitation))
    .limit(1)
    .as("invitation");
  const actorName = sql<string | null>`coalesce(${account.name}, ${invitation.email})`;
  return { account, invitation, columns: { actorName, actorRole: account.role } };
}
