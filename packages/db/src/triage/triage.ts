import { and, desc, eq, exists, notExists } from "drizzle-orm";
import { causeOfRank, spellCause } from "@churned/domain/inbox";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { prepared } from "../client/prepared.ts";
import { users } from "../tables/auth.ts";
import { connections, credentials } from "../tables/connection.ts";
import { problemCares, problemNotes } from "../tables/inbox.ts";
import { ofTenant } from "../client/tenant-filter.ts";

type Care = Partial<Pick<typeof problemCares.$inferInsert, "assigneeId" | "snoozedUntil">>;

/** What the triage of a connection needs to know of its problem. */
interface TriagedProblem {
  readonly rank: number;
  readonly connection: { readonly id: string; readonly tenantId: string };
}

/** Changes who looks after a problem, or until when it waits for the cause it has now. */
export async function setProblemCare(tx: Tx, problem: TriagedProblem, care: Care): Promise<void> {
  const { id: connectionId, tenantId } = problem.connection;
  const set =
    care.snoozedUntil === undefined
      ? care
      : { ...care, snoozedCause: spellCause(causeOfRank(problem.rank)) };
  await tx.orm
    .insert(problemCares)
    .values({ connectionId, tenantId, ...set })
    .onConflictDoUpdate({ target: problemCares.connectionId, set });
}

/** Forgets who looked after a connection's problem, which is over. */
export function endProblemCare(tx: Tx, connectionId: string): void {
  sendAlong(tx, endByConnection(tx, { connectionId }));
}
const endByConnection = prepared((orm, given: Given<"connectionId">, ofTenantOfTx) =>
  orm
    .delete(problemCares)
    .where(
      and(
        eq(problemCares.connectionId, given("connectionId")),
        ofTenantOfTx(problemCares.tenantId),
      ),
    ),
);

/** The same, where the connection works and no newer token waits either: what it was about has been answered. */
export async function endAnsweredCare(tx: Tx, connectionId: string): Promise<void> {
  const ofIt = tx.orm.select({ id: connections.id }).from(connections);
  await tx.orm.delete(problemCares).where(
    and(
      eq(problemCares.connectionId, connectionId),
      exists(ofIt.where(and(eq(connections.id, connectionId), eq(connections.state, "connected")))),
      notExists(
        tx.orm
          .select({ id: credentials.id })
          .from(credentials)
          .where(
            and(eq(credentials.connectionId, connectionId), eq(credentials.slot, "candidate")),
          ),
      ),
      ofTenant(tx, problemCares.tenantId),
    ),
  );
}

export interface ProblemNoteRow {
  readonly id: string;
  readonly at: Date;
  /** Null for somebody who has left. */
  readonly authorName: string | null;
  readonly text: string;
}

/** What operators wrote about a connection, newest first. */
export async function listProblemNotes(tx: Tx, connectionId: string): Promise<ProblemNoteRow[]> {
  return await tx.orm
    .select({
      id: problemNotes.id,
      at: problemNotes.at,
      authorName: users.name,
      text: problemNotes.text,
    })
    .from(problemNotes)
    .leftJoin(users, eq(users.id, problemNotes.authorId))
    .where(and(eq(problemNotes.connectionId, connectionId), ofTenant(tx, problemNotes.tenantId)))
    .orderBy(desc(problemNotes.id))
    .limit(200);
}

/** Adds a note. */
export async function insertProblemNote(
  tx: Tx,
  note: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly authorId: string | null;
    readonly text: string;
  },
): Promise<void> {
  await tx.orm.insert(problemNotes).values(note);
}
