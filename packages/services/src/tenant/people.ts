/** Operators manage the accounts of people. Each change takes effect at the person's next call, and ends open pages. */
import { listApiKeyIdsOf } from "@churned/db/api-key";
import type { Tx } from "@churned/db/client";
import { asOperator, notifyChange } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import type { AuditAction } from "@churned/domain/history";
import type { PersonRow } from "@churned/db/tenant";
import {
  endSignIns,
  findPersonRow,
  listPersonRows,
  lockPersonAndOperators,
  markRemoved,
  setLocked,
} from "@churned/db/tenant";
import { AppError, notFound } from "@churned/domain/shared";
import type { Person, QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { withdrawInvitationsBy } from "../invitation/end-invitations.ts";

interface PersonWithReason {
  readonly id: string;
  readonly reason: string;
}

/** Lists people who were not removed, the newest first. */
export async function listPeople(
  ctx: ServiceContext,
  query: QueryOf<"listPeople">,
): Promise<ResponseOf<"listPeople">> {
  requireOperator(ctx);
  const page = await asOperator(ctx.db, ctx.actor, (tx) => listPersonRows(tx, query));
  return { items: page.items.map(present), nextCursor: page.nextCursor };
}

/**
 * Removes a person. The history keeps the person's name, and another account can use the mail address. The person's
 * open invitations, and the API keys that the person made, end too. Throws CONFLICT for the last operator.
 */
export async function removePerson(
  ctx: ServiceContext,
  input: PersonWithReason,
): Promise<ResponseOf<"removePerson">> {
  await change(ctx, input, "user.remove", async (tx, person, { hasOtherOperator }) => {
    refuseLastOperator(person, hasOtherOperator);
    await withdrawInvitationsBy(ctx, tx, person.id);
    await endSignIns(tx, person.id);
    await markRemoved(tx, person, ctx.now());
  });
  return { id: input.id };
}

/**
 * Locks a person's account, ends the person's sign-ins, and blocks the API keys that the person made. Throws CONFLICT
 * for the last operator.
 */
export async function lockPerson(ctx: ServiceContext, input: PersonWithReason): Promise<Person> {
  return await change(ctx, input, "user.lock", async (tx, person, { hasOtherOperator }) => {
    refuseLastOperator(person, hasOtherOperator);
    await endSignIns(tx, person.id);
    await setLocked(tx, person.id, person.lockedAt ?? ctx.now());
  });
}

/** Unlocks a person's account: the person can sign in again, and the API keys that the person made work again. */
export async function unlockPerson(ctx: ServiceContext, input: PersonWithReason): Promise<Person> {
  return await change(ctx, input, "user.unlock", async (tx, { id }) => {
    // A sign-in that began before the lock may have been stored after it.
    await endSignIns(tx, id);
    await setLocked(tx, id, null);
  });
}

/** Ends all sign-ins of a person. */
export async function signOutPerson(ctx: ServiceContext, input: PersonWithReason): Promise<Person> {
  return await change(ctx, input, "user.sign_out", async (tx, { id }) => {
    await endSignIns(tx, id);
  });
}

async function change(
  ctx: ServiceContext,
  { id, reason }: PersonWithReason,
  action: AuditAction,
  work: (
    tx: Tx,
    person: PersonRow,
    others: { readonly hasOtherOperator: boolean },
  ) => Promise<void>,
): Promise<Person> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const others = await lockPersonAndOperators(tx, id);
    const person = await findPersonRow(tx, id);
    if (person === undefined) throw notFound("person");
    await work(tx, person, others);
    const { tenantId } = person;
    addAudit(tx, { tenantId, action, subjectId: id, reason, request: ctx.request });
    notifyChange(tx, { topic: "person", id, tenantId: tenantId ?? "" });
    for (const key of await listApiKeyIdsOf(tx, id))
      notifyChange(tx, { topic: "api_key", id: key, tenantId: "" });
    return present((await findPersonRow(tx, id)) ?? person);
  });
}

function refuseLastOperator({ role }: PersonRow, hasOtherOperator: boolean): void {
  if (role !== "operator" || hasOtherOperator) return;
  throw new AppError(
    "CONFLICT",
    "This is the last operator who can sign in. Add or unlock another operator first.",
  );
}

function present({ tenantId, tenantName, lockedAt, createdAt, ...row }: PersonRow): Person {
  return {
    ...row,
    tenant: tenantId === null || tenantName === null ? null : { id: tenantId, name: tenantName },
    lockedAt: lockedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
