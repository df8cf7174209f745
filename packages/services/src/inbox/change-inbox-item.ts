/**
 * The changes that operators make to an inbox item: its assignee, the time until which it may wait (snooze), and notes.
 */
import type { Tx } from "@churned/db/client";
import type { InboxRow } from "@churned/db/inbox";
import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit } from "@churned/db/history";
import type { AuditAction } from "@churned/domain/history";
import { listOperatorRows } from "@churned/db/tenant";
import { insertTriageNote, setTriage } from "@churned/db/triage";
import { AppError } from "@churned/domain/shared";
import type { ConnectionInboxItem } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator, userIdOf } from "../context/context.ts";
import { readInboxItem, requireInboxItem } from "./read-inbox-items.ts";

/** Hides an inbox item until a time, or until its cause changes. With null, shows the item again. */
export async function snoozeInboxItem(
  ctx: ServiceContext,
  { id, until }: { readonly id: string; readonly until: string | null },
): Promise<ConnectionInboxItem> {
  const snoozedUntil = until === null ? null : new Date(until);
  if (snoozedUntil !== null && snoozedUntil <= ctx.now())
    throw new AppError("VALIDATION", "An inbox item can be snoozed only until a future time.", {
      errors: [{ path: "until", message: "must be in the future" }],
    });
  return await changeInboxItem(
    ctx,
    id,
    { action: "problem.snooze", reason: until ?? "no longer" },
    (tx, item) => setTriage(tx, item, { snoozedUntil }),
  );
}

/** Assigns an inbox item to an operator. With null, removes the assignee. */
export async function assignInboxItem(
  ctx: ServiceContext,
  { id, userId }: { readonly id: string; readonly userId: string | null },
): Promise<ConnectionInboxItem> {
  return await changeInboxItem(
    ctx,
    id,
    { action: "problem.assign", reason: userId ?? "nobody" },
    async (tx, item) => {
      const operators = userId === null ? [] : await listOperatorRows(tx);
      if (userId !== null && !operators.some((operator) => operator.id === userId))
        throw new AppError("VALIDATION", "An inbox item can be assigned only to an operator.", {
          errors: [{ path: "userId", message: "is not an operator" }],
        });
      await setTriage(tx, item, { assigneeId: userId });
    },
  );
}

/** Adds a note. Only operators see notes. */
export async function addTriageNote(
  ctx: ServiceContext,
  { id, text }: { readonly id: string; readonly text: string },
): Promise<ConnectionInboxItem> {
  return await changeInboxItem(ctx, id, { action: "problem.note" }, (tx, { connection }) =>
    insertTriageNote(tx, {
      tenantId: connection.tenantId,
      connectionId: connection.id,
      authorId: userIdOf(ctx.actor) ?? null,
      text,
    }),
  );
}

async function changeInboxItem(
  ctx: ServiceContext,
  id: string,
  entry: { readonly action: AuditAction; readonly reason?: string },
  work: (tx: Tx, item: InboxRow) => Promise<void>,
): Promise<ConnectionInboxItem> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    // With this lock, no check can end the inbox item during this change.
    await lockConnection(tx, id);
    const item = await requireInboxItem(ctx, tx, id);
    const { tenantId } = item.connection;
    await work(tx, item);
    addAudit(tx, { tenantId, subjectId: id, request: ctx.request, ...entry });
    notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    return await readInboxItem(ctx, tx, id);
  });
}
