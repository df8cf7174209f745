/**
 * Invitations are for a colleague who has admin rights in Planhat. The link lets the colleague save and test the token
 * of one connection, and do nothing else. The secret in the link is shown once, and only a hash of it is stored.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Tx } from "@churned/db/client";
import type { InvitationRow } from "@churned/db/invitation";
import { asActor, asOperator, notifyChange } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import type { AuditAction } from "@churned/domain/history";
import {
  endInvitations,
  findGuestInvitation,
  findInvitation,
  insertInvitation,
  listInvitationRows,
} from "@churned/db/invitation";
import { findPerson } from "@churned/db/tenant";
import { guestRightsAt, invitationStateAt, invitationTtlMs } from "@churned/domain/invitation";
import { AppError, notFound } from "@churned/domain/shared";
import type { Invitation, ResponseOf } from "@churned/domain/wire";
import { type ServiceContext, requireCustomer } from "../context/context.ts";
import { ofConnectionAtOnce } from "../context/of-connection.ts";
import { queueInvitationMail } from "../notification/token-notifications.ts";

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/**
 * Invites `email` to the connection. If there is an open invitation for the same address, ends it, because its link
 * cannot be shown again.
 */
export async function createInvitation(
  ctx: ServiceContext,
  input: { readonly id: string; readonly email: string },
): Promise<ResponseOf<"createInvitation">> {
  const actor = requireCustomer(ctx);
  const at = ctx.now();
  const email = input.email.toLowerCase();
  const secret = randomBytes(32).toString("base64url");
  const url = `${ctx.appUrl}/invited#${secret}`;
  const { invitation, mailId } = await asActor(ctx.db, actor, async (tx) => {
    const connection = await lockConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    if (connection.state === "disconnected")
      throw new AppError("CONFLICT", "This connection was disconnected. Nobody can be invited.");
    const { tenantId } = connection;
    const older = await endInvitations(tx, connection.id, { how: "withdrawn", at, email });
    for (const { id } of older) await notify(tx, { id, connectionId: connection.id, tenantId });
    const made = await insertInvitation(tx, {
      tenantId,
      connectionId: connection.id,
      invitedBy: actor.userId,
      email,
      secretHash: hashOf(secret),
      expiresAt: new Date(at.getTime() + invitationTtlMs),
    });
    addFact(tx, connection, { kind: "invitation_created", email });
    await audit(ctx, tx, "invitation.create", made);
    await notify(tx, made);
    const queued = await queueInvitationMail(ctx, tx, actor.userId, made, {
      connectionName: connection.name,
      url,
    });
    return { invitation: made, mailId: queued };
  });
  if (mailId !== undefined) await ctx.hints.hint("notify", mailId);
  return { id: invitation.id, url, expiresAt: invitation.expiresAt.toISOString() };
}

/** Lists a connection's invitations, newest first. */
export async function listInvitations(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<ResponseOf<"listInvitations">> {
  const rows = await ofConnectionAtOnce(ctx, id, (tx) => listInvitationRows(tx, id));
  return { items: rows.map((row) => present(row, ctx.now())) };
}

/** Withdraws an invitation. From the next call on, its guest is refused. A repeated call changes nothing. */
export async function withdrawInvitation(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<Invitation> {
  return await asActor(ctx.db, ctx.actor, async (tx) => {
    const seen = await findInvitation(tx, id);
    const connection = seen && (await lockConnection(tx, seen.connectionId));
    if (connection === undefined) throw notFound("invitation");
    const at = ctx.now();
    const [ended] = await endInvitations(tx, connection.id, { how: "withdrawn", at, id });
    if (ended !== undefined) {
      addFact(tx, connection, { kind: "invitation_withdrawn", email: ended.email });
      await audit(ctx, tx, "invitation.withdraw", ended);
      await notify(tx, ended);
    }
    const current = ended ?? (await findInvitation(tx, id));
    if (current === undefined) throw notFound("invitation");
    return present(current, at);
  });
}

/**
 * Exchanges the secret of a link for the access of a guest. The caller has no session yet. Throws NOT_FOUND if the link
 * is invalid or no longer valid.
 */
export async function exchangeInvitation(
  ctx: ServiceContext,
  { secret }: { readonly secret: string },
): Promise<ResponseOf<"exchangeInvitation"> & { readonly invitationId: string }> {
  const { found, inviter } = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const invitation = await findGuestInvitation(tx, { secretHash: hashOf(secret) });
    const invitedBy = invitation?.invitedBy ?? null;
    const person = invitedBy === null ? undefined : await findPerson(tx, invitedBy);
    return { found: invitation, inviter: person };
  });
  if (found === undefined) throw await refuse(ctx, found, "unknown");
  const state = invitationStateAt(found, ctx.now());
  if (state !== "open") throw await refuse(ctx, found, state);
  const { id: invitationId, tenantId, connectionId, tenantName, connectionName } = found;
  const guest = { kind: "guest", invitationId, tenantId, connectionId } as const;
  await asActor(ctx.db, guest, (tx) => audit(ctx, tx, "invitation.exchange", found));
  const expiresAt = found.expiresAt.toISOString();
  const invitedBy = inviter === undefined ? null : { name: inviter.name, email: inviter.email };
  return { connectionId, tenantName, connectionName, invitedBy, expiresAt, invitationId };
}

const ended = "This link has ended. Ask for a new one.";
/** Why a link is refused, by the state of its invitation. */
const refusals: Readonly<Record<Exclude<Invitation["state"], "open"> | "unknown", string>> = {
  unknown: "This link is not valid. Ask for a new one.",
  used: "A token works already, so this link has ended. All is done.",
  withdrawn: ended,
  expired: ended,
};

/** Logs that a link was refused. Returns the error for the caller. */
async function refuse(
  ctx: ServiceContext,
  invitation: InvitationRow | undefined,
  why: keyof typeof refusals,
): Promise<AppError> {
  await asOperator(ctx.db, ctx.actor, async (tx) =>
    addAudit(tx, {
      tenantId: invitation?.tenantId ?? null,
      action: "invitation.refused",
      subjectId: invitation?.id,
      reason: why,
      request: ctx.request,
      by: "nobody",
    }),
  );
  return new AppError("NOT_FOUND", refusals[why]);
}

/**
 * Throws UNAUTHENTICATED if the guest's invitation has ended. The caller must have locked the connection, so that no
 * Save follows after the end.
 */
export async function requireOpenInvitation(ctx: ServiceContext, tx: Tx): Promise<void> {
  if (ctx.actor.kind !== "guest") return;
  const invitation = await findInvitation(tx, ctx.actor.invitationId);
  if (invitation !== undefined && guestRightsAt(invitation, ctx.now()) === "write") return;
  throw new AppError("UNAUTHENTICATED", "The invitation has ended.");
}

function present(row: InvitationRow, now: Date): Invitation {
  return {
    id: row.id,
    email: row.email,
    state: invitationStateAt(row, now),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

async function audit(
  ctx: ServiceContext,
  tx: Tx,
  action: AuditAction,
  { id, tenantId }: InvitationRow,
): Promise<void> {
  addAudit(tx, { tenantId, action, subjectId: id, request: ctx.request });
}

async function notify(
  tx: Tx,
  invitation: { readonly id: string; readonly connectionId: string; readonly tenantId: string },
): Promise<void> {
  const { id, connectionId, tenantId } = invitation;
  notifyChange(tx, { topic: "invitation", id, connectionId, tenantId });
}
