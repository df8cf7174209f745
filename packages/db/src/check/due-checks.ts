/**
 * Tells the workers about due checks, with PostgreSQL's NOTIFY. The statement that makes a check due also notifies. So
 * the workers learn of the check at its commit, without a job in the queue.
 */
import { sql } from "drizzle-orm";
import type { Listener, ListenOptions } from "../client/listen.ts";
import { listenTo } from "../client/listen.ts";

const channel = "churned_due_checks";

/**
 * A column for the RETURNING of a statement that makes checks due: it wakes the workers at the commit. PostgreSQL sends
 * the equal notifications of one transaction only once.
 */
export const wakesWorkers = { told: sql<unknown>`pg_notify(${sql.raw(`'${channel}'`)}, '')` };

/** Calls `onDue` when checks became due, on a connection of its own: see `listenTo`. */
export async function listenForDueChecks(
  options: ListenOptions & { readonly onDue: () => void },
): Promise<Listener> {
  return await listenTo(channel, { ...options, onPayload: options.onDue });
}
