import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gte,
  lt,
  notInArray,
  type SQL,
  sql,
} from "drizzle-orm";
import { type AuditAction, type RequestOrigin, innerActions } from "@churned/domain/history";
import type { Actor } from "@churned/domain/shared";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePageById, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared } from "../client/prepared.ts";
import { audit, auditChain } from "../tables/audit.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { actorOf, findActors, idOf, type WithActor } from "./actors.ts";

/** Adds a line to the audit. */
export function addAudit(
  tx: Tx,
  entry: {
    readonly tenantId: string | null;
    readonly action: AuditAction;
    readonly subjectId?: string | undefined;
    readonly reason?: string | undefined;
    /** The request that caused the action; absent if no request did. */
    readonly request?: RequestOrigin | undefined;
    /** Default: the actor of the transaction. `nobody`: the caller is not signed in, so the line has no actor. */
    readonly by?: Actor | "nobody" | undefined;
  },
): void {
  const { tenantId, action, subjectId = null, reason = null, request } = entry;
  const { by = tx.actor } = entry;
  const line = {
    tenantId,
    action,
    subjectId,
    reason,
    requestId: request?.id ?? null,
    address: request?.address ?? null,
    device: request?.device ?? null,
    ...(by === "nobody" ? { actorKind: by, actor: by } : actorOf({ actor: by })),
  };
  sendAlong(tx, insertAudit(tx, line));
}
const auditColumns = [
  "tenantId",
  "actorKind",
  "actor",
  "action",
  "subjectId",
  "reason",
  "requestId",
  "address",
  "device",
] as const;
const insertAudit = prepared((orm, given: Given<(typeof auditColumns)[number]>) =>
  orm.insert(audit).values(places(given, auditColumns)),
);

/** The lines that the reader may see. Operators' work on inbox items is not for customers. */
const ofReader = (tx: Tx): SQL | undefined =>
  tx.tenantId === null
    ? undefined
    : and(ofTenant(tx, audit.tenantId), notInArray(audit.action, [...innerActions]));

export type AuditLine = typeof audit.$inferSelect;

/** The columns of a line in a query that has lines as its page. */
function lineOf<Page extends Record<keyof AuditLine, unknown>>(
  page: Page,
): Pick<Page, keyof AuditLine> {
  const { id, tenantId, at, actorKind, actor, action, subjectId, reason } = page;
  const { requestId, address, device } = page;
  return {
    id,
    tenantId,
    at,
    actorKind,
    actor,
    action,
    subjectId,
    reason,
    requestId,
    address,
    device,
  };
}

/** The audit, newest first. */
export async function listAuditRows(
  tx: Tx,
  request: PageRequest,
): Promise<PageOf<WithActor<AuditLine>>> {
  const cursor = readCursor(request.cursor, "id");
  const page = tx.orm
    .select({ ...getTableColumns(audit), actorId: idOf(sql`${audit.actor}`).as("actor_id") })
    .from(audit)
    .where(and(cursor && lt(audit.id, cursor.id), ofReader(tx)))
    .orderBy(desc(audit.id))
    .limit(request.limit + 1)
    .as("page");
  const who = findActors(tx, { account: page.actorId, invitation: page.actorId });
  const rows = await tx.orm
    .select({ ...lineOf(page), ...who.columns })
    .from(page)
    .leftJoinLateral(who.account, sql`true`)
    .leftJoinLateral(who.invitation, sql`true`)
    .orderBy(desc(page.id));
  return makePageById(rows, request.limit);
}

/** The lines of a range of time, oldest first, with their entries in the chain. Only operators see the entries. */
export async function listAuditLines(
  tx: Tx,
  range: {
    readonly from: Date;
    readonly to: Date;
    /** The last line of the page before. */
    readonly after?: { readonly at: Date; readonly id: string } | undefined;
    readonly limit: number;
  },
): Promise<WithActor<AuditLine & { seq: number | null; hash: Buffer | null }>[]> {
  const { from, to, after, limit } = range;
  const page = tx.orm
    .select({
      ...getTableColumns(audit),
      actorId: idOf(sql`${audit.actor}`).as("actor_id"),
      seq: auditChain.seq,
      hash: auditChain.hash,
    })
    .from(audit)
    .leftJoin(auditChain, eq(auditChain.auditId, audit.id))
    .where(
      and(
        gte(audit.at, from),
        lt(audit.at, to),
        after &&
          sql`(${audit.at}, ${audit.id}) > (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`,
        ofReader(tx),
      ),
    )
    .orderBy(asc(audit.at), asc(audit.id))
    .limit(limit)
    .as("page");
  const who = findActors(tx, { account: page.actorId, invitation: page.actorId });
  return await tx.orm
    .select({ ...lineOf(page), seq: page.seq, hash: page.hash, ...who.columns })
    .from(page)
    .leftJoinLateral(who.account, sql`true`)
    .leftJoinLateral(who.invitation, sql`true`)
    .orderBy(asc(page.at), asc(page.id));
}
