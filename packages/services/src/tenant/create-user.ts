import type { Tx } from "@churned/db/client";
import { asOperator } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import { insertMembership, insertUser } from "@churned/db/tenant";
import type { Role } from "@churned/domain/shared";
import { AppError } from "@churned/domain/shared";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";

/** Adds a person: an operator, or a customer of a tenant. */
export async function createUser(
  ctx: ServiceContext,
  input: {
    readonly email: string;
    readonly role: Role;
    readonly name?: string | undefined;
    readonly tenantId?: string | undefined;
  },
): Promise<{ readonly id: string }> {
  requireOperator(ctx);
  if ((input.role === "customer") !== (input.tenantId !== undefined))
    throw new AppError("VALIDATION", "A customer belongs to a tenant, and an operator to none.");
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const id = await insertPerson(tx, input);
    if (input.tenantId !== undefined) await insertMembership(tx, input.tenantId, id);
    addAudit(tx, {
      tenantId: input.tenantId ?? null,
      action: "user.create",
      subjectId: id,
      request: ctx.request,
    });
    return { id };
  });
}

/** Inserts a person who has no password yet. Throws an AppError if the address has an account. */
export async function insertPerson(
  tx: Tx,
  person: { readonly email: string; readonly name?: string | undefined; readonly role: Role },
): Promise<string> {
  const { email, role } = person;
  const id = await insertUser(tx, { email, name: person.name ?? nameOf(email), role });
  if (id === undefined) throw new AppError("CONFLICT", `${email} has an account already.`);
  return id;
}

// Guesses a name from an address: "ada.byron@globex.example" becomes Ada Byron.
const nameOf = (email: string): string =>
  (email.split("@")[0] ?? email)
    .split(/[._-]+/)
    .filter((part) => part !== "")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(" ");
