/**
 * Save: stores a sealed token as the candidate (the saved, unproven token) of the connection, and creates the check
 * that tests it.
 *
 * The client that seals the token also makes the id of the credential. This makes Save idempotent: the same id and the
 * same sealed token always get the same check as their answer.
 *
 * Save cannot see whether the token equals the active token. `settle-candidate.ts` decides that after the check.
 */
import { createHash } from "node:crypto";
import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import type { CredentialRow } from "@churned/db/token";
import { findLatestCheckOf, insertCheck, supersedeCheck } from "@churned/db/check";
import { notifyChange, withTenant } from "@churned/db/client";
import { lockConnection, updateLocked } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import {
  destroyCredential,
  findCredential,
  findCredentialInSlot,
  insertCandidate,
} from "@churned/db/token";
import { plannedModels } from "@churned/domain/plan";
import { AppError, defaultLanguage, notFound } from "@churned/domain/shared";
import { describePaste } from "@churned/domain/words";
import type { ResponseOf, SealedToken } from "@churned/domain/wire";
import { findHostName } from "@churned/planhat-client";
import { inspectToken } from "@churned/planhat-client/inspect-token";
import { parsePublicKey, sealToken } from "@churned/vault/seal";
import { v7 as uuidv7 } from "uuid";
import type { ServiceContext } from "../context/context.ts";
import { requireCustomerOrGuest } from "../context/context.ts";
import { requireOpenInvitation } from "../invitation/invitations.ts";

export interface SaveTokenInput {
  readonly id: string;
  readonly token?: string | undefined;
  readonly sealed?: SealedToken | undefined;
  /** The name of a host, or the address of a page in the customer's Planhat. */
  readonly host?: string | undefined;
}

/**
 * Saves a token for the connection `id`. The actor is its customer or an invited guest. Throws SEALING_KEY_CHANGED if
 * the token must be sealed again with a newer key.
 */
export async function saveToken(
  ctx: ServiceContext,
  input: SaveTokenInput,
): Promise<ResponseOf<"saveToken">> {
  const actor = requireCustomerOrGuest(ctx);
  if (ctx.sealing === undefined) throw new Error("This process has no key to seal with.");
  const { keyId } = parsePublicKey(ctx.sealing.publicKey);
  // The address of a page in the customer's Planhat also identifies the host.
  const host = input.host === undefined ? undefined : findHostName(input.host);
  if (host !== undefined && !ctx.planhatHosts.includes(host))
    throw new AppError("VALIDATION", `There is no Planhat host named ${input.host}.`, {
      errors: [{ path: "host", message: `Name one of: ${ctx.planhatHosts.join(", ")}.` }],
    });
  if (input.sealed !== undefined && input.sealed.keyId !== keyId)
    throw new AppError(
      "SEALING_KEY_CHANGED",
      "The key to seal with has changed. Fetch it and seal again.",
      { retry: "later" },
    );
  const sealed = input.sealed ?? (await sealPlainToken(ctx.sealing.publicKey, input));

  const checkId = await withTenant(ctx.db, actor, actor.tenantId, async (tx) => {
    const [connection, known, older] = await Promise.all([
      lockConnection(tx, input.id),
      findCredential(tx, sealed.credentialId),
      findCredentialInSlot(tx, input.id, "candidate"),
    ]);
    if (connection === undefined) throw notFound("connection");
    await requireOpenInvitation(ctx, tx);
    return known === undefined
      ? await keepCandidate(ctx, tx, { connection, older, sealed, host })
      : await findRepeated(tx, connection, known, sealed);
  });
  return { checkId, notes: notesOn(ctx, input.token) };
}

/**
 * Returns the notes that a page shows beside the field. They are for callers of the API, who have no page. Only the
 * worker can inspect a sealed token.
 */
function notesOn(ctx: ServiceContext, token: string | undefined): string[] {
  if (token === undefined) return [];
  const notes = describePaste(inspectToken(token), ctx.language ?? defaultLanguage);
  return notes.map(({ text }) => text);
}

const blobOf = ({ enc, ciphertext }: SealedToken): string => `${enc}.${ciphertext}`;
const hashOf = (sealed: SealedToken): string =>
  createHash("sha256").update(blobOf(sealed)).digest("base64url");

async function sealPlainToken(
  publicKey: string,
  { id, token }: SaveTokenInput,
): Promise<SealedToken> {
  if (token === undefined) throw new AppError("VALIDATION", "Give either token or sealed.");
  return await sealToken({ publicKey, connectionId: id, credentialId: uuidv7(), token });
}

/** Returns the check of the first Save with this credential id. Throws CONFLICT if the id belongs to another token. */
async function findRepeated(
  tx: Tx,
  connection: ConnectionRow,
  known: CredentialRow,
  sealed: SealedToken,
): Promise<string> {
  if (known.connectionId !== connection.id || known.sealedHash !== hashOf(sealed)) throw idTaken();
  const check = await findLatestCheckOf(tx, known.id, "save");
  if (check === undefined) throw idTaken();
  return check.id;
}

const idTaken = (): AppError =>
  new AppError("CONFLICT", "This credential id was used before. Make a new one and save again.");

async function keepCandidate(
  ctx: ServiceContext,
  tx: Tx,
  saved: {
    readonly connection: ConnectionRow;
    /** The candidate that the new candidate replaces. */
    readonly older: CredentialRow | undefined;
    readonly sealed: SealedToken;
    readonly host: string | undefined;
  },
): Promise<string> {
  const { connection, older, sealed, host } = saved;
  if (connection.state === "disconnected")
    throw new AppError(
      "CONFLICT",
      "This connection was disconnected. Make a new one to connect again.",
    );
  const { tenantId } = connection;
  if (older !== undefined) destroyCredential(tx, older.id, ctx.now());
  const keeping = insertCandidate(tx, {
    id: sealed.credentialId,
    tenantId,
    connectionId: connection.id,
    keyId: sealed.keyId,
    sealed: blobOf(sealed),
    sealedHash: hashOf(sealed),
  });
  const inserting = insertCheck(tx, {
    tenantId,
    connectionId: connection.id,
    credentialId: sealed.credentialId,
    trigger: "save",
    models: plannedModels(connection.plan),
    namedHost: host,
    requestedBy: tx.actor.kind === "customer" ? tx.actor.userId : undefined,
  });
  // A new token starts with the full number of attempts. Attempts with earlier tokens do not count.
  updateLocked(tx, connection, {
    state: connection.state,
    at: ctx.now(),
    attemptsInARow: 0,
    fact: { kind: "token_saved" },
  });
  // If the id is taken, the check fails too. The first answer gives the reason.
  inserting.catch(() => undefined);
  if (!(await keeping)) throw idTaken();
  const { id: checkId } = await inserting;
  if (older !== undefined) {
    const ended = await supersedeCheck(tx, older.id, { by: checkId, at: ctx.now() });
    for (const id of ended)
      notifyChange(tx, { topic: "check", id, connectionId: connection.id, tenantId });
    addFact(tx, connection, { kind: "token_destroyed", why: "superseded" });
  }
  addAudit(tx, {
    tenantId,
    action: "token.save",
    subjectId: connection.id,
    request: ctx.request,
  });
  notifyChange(tx, {
    topic: "connection",
    id: connection.id,
    connectionId: connection.id,
    tenantId,
  });
  return checkId;
}
