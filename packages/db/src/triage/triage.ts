import { and, desc, eq, exists, notExists } from "drizzle-orm";
import { causeOfRank, formatCause } from "@churned/domain/inbox";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { prepared } from "../client/prepared.ts";
import { users } from "../tables/auth.ts";
import { connections, credentials } from "../tables/connection.ts";
import { triages, triageNotes } from "../tables/inbox.ts";
import { ofTenant } from "../client/tenant-filter.ts";

type TriageChange = Partial<Pick<typeof triages.$inferInsert, "assigneeId" | "snoozedUntil">>;

/** The parts of an inbox item that are needed to change its triage (assignee and snooze). */
interface TriagedItem {
  readonly rank: number;
  readonly connection: { readonly id: string; readonly tenantId: string };
}

/** Changes the assignee of an inbox item, or snoozes the item for its current cause. */
export async function setTriage(tx: Tx, item: TriagedItem, change: TriageChange): Promise<void> {
  const { id: connectionId, tenantId } = item.connection;
  const set =
    change.snoozedUntil === undefined
      ? change
      : { ...change, snoozedCause: formatCause(causeOfRank(item.rank)) };
  await tx.orm
    .insert(triages)
    .values({ connectionId, tenantId, ...set })
    .onConflictDoUpdate({ target: triages.connectionId, set });
}

/** Deletes the triage of a connection that no longer needs anyone. */
export function endTriage(tx: Tx, connectionId: string): void {
  sendAlong(tx, endByConnection(tx, { connectionId }));
}
const endByConnection = prepared((orm, given: Given<"connectionId">, ofTenantOfTx) =>
  orm
    .delete(triages)
    .where(and(eq(triages.connectionId, given("connectionId")), ofTenantOfTx(triages.tenantId))),
);

/**
 * Deletes the triage of a connection after its question was answered, if the connection works and no candidate (a
 * saved, unproven token) waits.
 */
export async function endAnsweredTriage(tx: Tx, connectionId: string): Promise<void> {
  const ofIt = tx.orm.select({ id: connections.id }).from(connections);
  await tx.orm.delete(triages).where(
    and(
      eq(triages.connectionId, connectionId),
      exists(ofIt.where(and(eq(connections.id, connectionId), eq(connections.state, "connected")))),
      notExists(
        tx.orm
          .select({ id: credentials.id })
          .from(credentials)
          .where(
            and(eq(credentials.connectionId, connectionId), eq(credentials.slot, "candidate")),
          ),
      ),
      ofTenant(tx, triages.tenantId),
    ),
  );
}

export interface TriageNoteRow {
  readonly id: string;
  readonly at: Date;
  /** Null if the author's account no longer exists. */
  readonly authorName: string | null;
  readonly text: string;
}

/** The notes of operators about a connection, newest first. */
export async function listTriageNotes(tx: Tx, connectionId: string): Promise<TriageNoteRow[]> {
  return await tx.orm
    .select({
      id: triageNotes.id,
      at: triageNotes.at,
      authorName: users.name,
      text: triageNotes.text,
    })
    .from(triageNotes)
    .leftJoin(users, eq(users.id, triageNotes.authorId))
    .where(and(eq(triageNotes.connectionId, connectionId), ofTenant(tx, triageNotes.tenantId)))
    .orderBy(desc(triageNotes.id))
    .limit(200);
}

export async function insertTriageNote(
  tx: Tx,
  note: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly authorId: string | null;
    readonly text: string;
  },
): Promise<void> {
  await tx.orm.insert(triageNotes).values(note);
}
