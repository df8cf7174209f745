/**
 * Confirmations: a person accepts the finding of a check. The connection stores the confirmation, and the token is
 * checked again at once. If the finding was a limited view, the new check accepts the view. If the finding was another
 * Planhat, the new check makes the token active and erases the records of the earlier Planhat.
 */
import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { findCheck, findLatestCheckOf } from "@churned/db/check";
import { asActor, notifyChange } from "@churned/db/client";
import { findConnection, lockConnection, updateConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import { findCredentialInSlot } from "@churned/db/token";
import type { CheckView } from "@churned/db/check";
import type { Accepted } from "@churned/domain/connection";
import type { ConfirmableKind } from "@churned/domain/verdict";
import { AppError, notFound } from "@churned/domain/shared";
import { verdictTable } from "@churned/domain/verdict";
import type { BodyOf, Connection } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { presentConnection } from "../present/present-connection.ts";
import { createCheck } from "./create-check.ts";

type Confirmation = BodyOf<"confirmConnection">;

/**
 * Confirms the finding of the latest check. A repeated call changes nothing. Throws CONFLICT if no finding waits for
 * confirmation.
 */
export async function confirmConnection(
  ctx: ServiceContext,
  input: { readonly id: string } & Confirmation,
): Promise<Connection> {
  const { kind, reason } = input;
  if (verdictTable[kind].confirmedBy === "operator") {
    requireOperator(ctx);
    if (reason === undefined)
      throw new AppError("VALIDATION", "Say why it now reads another Planhat.", {
        errors: [{ path: "reason", message: "Say why." }],
      });
  }
  const slot = await asActor(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    const waiting = await findWaiting(tx, connection, kind);
    if (waiting === undefined) {
      if (connection.accepted[storedAnswers[kind].key] !== undefined) return undefined;
      throw new AppError("CONFLICT", "There is nothing to confirm.");
    }
    await updateConnection(tx, connection.id, {
      state: connection.state,
      at: ctx.now(),
      accepted: { ...connection.accepted, ...storedAnswers[kind].read(waiting.check) },
    });
    const { tenantId } = connection;
    addFact(tx, connection, {
      kind: "confirmed",
      what: kind,
      ...(reason === undefined ? {} : { reason }),
    });
    addAudit(tx, {
      tenantId,
      action: "connection.confirm",
      subjectId: connection.id,
      reason: reason ?? kind,
      request: ctx.request,
    });
    const id = connection.id;
    notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    return waiting.slot;
  });
  if (slot !== undefined) await createCheck(ctx, { id: input.id, slot });
  const changed = await asActor(ctx.db, ctx.actor, (tx) => findConnection(tx, input.id));
  if (changed === undefined) throw notFound("connection");
  return presentConnection(changed);
}

/**
 * The check that waits for this confirmation: the check of the candidate (the saved, unproven token), or else the check
 * of the active token.
 */
async function findWaiting(
  tx: Tx,
  connection: ConnectionRow,
  kind: Confirmation["kind"],
): Promise<{ readonly slot: "candidate" | "active"; readonly check: CheckView } | undefined> {
  for (const slot of ["candidate", "active"] as const) {
    const credential = await findCredentialInSlot(tx, connection.id, slot);
    const latest = credential && (await findLatestCheckOf(tx, credential.id));
    const check = latest?.verdict === kind ? await findCheck(tx, latest.id) : undefined;
    if (check !== undefined) return { slot, check };
  }
  return undefined;
}

/** For each verdict that can be confirmed, the data that the connection stores about the confirmation. */
const storedAnswers: Readonly<
  Record<
    ConfirmableKind,
    { readonly key: keyof Accepted; readonly read: (check: CheckView) => Accepted }
  >
> = {
  restricted_view: {
    key: "gaps",
    read: ({ probes }) => ({ gaps: probes.flatMap(({ gap }) => gap ?? []) }),
  },
  different_planhat: {
    key: "planhat",
    read: ({ planhat }) => {
      const { companyIds = [], userIds = [] } = planhat ?? {};
      return { planhat: { companyIds, userIds } };
    },
  },
};
