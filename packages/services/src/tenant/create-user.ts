import type { Tx } from "@churned/db/client";
import { asOperator } from "@churned/db/client";
import { addPerson } from "@churned/db/tenant";
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
  return await asOperator(ctx.db, ctx.actor, async (tx) => ({
    id: await insertPerson(ctx, tx, input),
  }));
}

/** Inserts a person who has no password yet. Throws an AppError if the address has an account. */
export async function insertPerson(
  ctx: ServiceContext,
  tx: Tx,
  person: {
    readonly email: string;
    readonly name?: string | undefined;
    readonly role: Role;
    readonly tenantId?: string | undefined;
  },
): Promise<string> {
  const { email, name = nameOf(email) } = person;
  const id = await addPerson(tx, { ...person, name }, ctx.request);
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
