import { asOperator } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import { insertMembership, insertTenant, insertUser } from "@churned/db/tenant";
import type { Language, Role } from "@churned/domain/shared";
import { AppError } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import { addConnection } from "../connection/create-connection.ts";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";

/** Adds a tenant with one connection that waits for its token, and with its first customer, who has no password yet. */
export async function createTenant(
  ctx: ServiceContext,
  input: {
    readonly name: string;
    readonly customerEmail: string;
    readonly customerName?: string | undefined;
    readonly language?: Language | undefined;
  },
): Promise<ResponseOf<"createTenant"> & { readonly userId: string }> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const id = await insertTenant(tx, { name: input.name, language: input.language });
    const userId = await insertUser(tx, {
      email: input.customerEmail,
      name: input.customerName ?? nameOf(input.customerEmail),
      role: "customer",
    });
    if (userId === undefined) throw emailTaken(input.customerEmail);
    await insertMembership(tx, id, userId);
    const connectionId = await addConnection(ctx, tx, {
      tenantId: id,
      name: `${input.name}'s Planhat`,
    });
    addAudit(tx, {
      tenantId: id,
      action: "tenant.create",
      subjectId: id,
      requestId: ctx.requestId,
    });
    return { id, connectionId, userId };
  });
}

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
    const id = await insertUser(tx, {
      email: input.email,
      name: input.name ?? nameOf(input.email),
      role: input.role,
    });
    if (id === undefined) throw emailTaken(input.email);
    if (input.tenantId !== undefined) await insertMembership(tx, input.tenantId, id);
    addAudit(tx, {
      tenantId: input.tenantId ?? null,
      action: "user.create",
      subjectId: id,
      requestId: ctx.requestId,
    });
    return { id };
  });
}

const emailTaken = (email: string): AppError =>
  new AppError("CONFLICT", `${email} has an account already.`);

// Guesses a name from a mail address: "ada.byron@globex.example" becomes Ada Byron.
const nameOf = (email: string): string =>
  (email.split("@")[0] ?? email)
    .split(/[._-]+/)
    .filter((part) => part !== "")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(" ");
