import type { Database } from "@churned/db/client";
import type { Actor, Language, Role } from "@churned/domain/shared";
import { AppError } from "@churned/domain/shared";
import type { Hints } from "@churned/queue";

/** The logger a use case writes to. */
export interface Log {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** Everything a use case is given: who acts, and the world. Nothing is taken from the air. */
export interface ServiceContext {
  readonly actor: Actor;
  readonly db: Database;
  readonly hints: Pick<Hints, "hint">;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** The names of the Planhat hosts that may be called. */
  readonly planhatHosts: readonly string[];
  /** The key that tokens are sealed to, `<keyId>.<base64url>`; absent where nothing is sealed (the worker). */
  readonly sealing?: { readonly publicKey: string };
  readonly appUrl: string;
  /** In which whoever acts reads; English where it is not said. */
  readonly language?: Language;
  /** How long backups are kept, for receipts; 35 days when absent. */
  readonly backupRetentionDays?: number;
  readonly requestId?: string;
}

/** The actor, where it is a customer. Throws FORBIDDEN otherwise. */
export function requireCustomer(ctx: ServiceContext): Extract<Actor, { kind: "customer" }> {
  if (ctx.actor.kind !== "customer") throw forbidden("customer");
  return ctx.actor;
}

/** The actor, where it is a customer or their guest: they alone save tokens. Throws FORBIDDEN otherwise. */
export function requireCustomerOrGuest(
  ctx: ServiceContext,
): Extract<Actor, { kind: "customer" | "guest" }> {
  if (ctx.actor.kind !== "customer" && ctx.actor.kind !== "guest") throw forbidden("customer");
  return ctx.actor;
}

/** Throws FORBIDDEN for a customer and for a guest. The system may what operators may. */
export function requireOperator(ctx: ServiceContext): void {
  if (ctx.actor.kind === "customer" || ctx.actor.kind === "guest") throw forbidden("operator");
}

function forbidden(role: Role): AppError {
  return new AppError("FORBIDDEN", `Only a ${role} may do this.`);
}

/** The user id of the actor, where it is a person with an account. */
export function userIdOf(actor: Actor): string | undefined {
  return "userId" in actor ? actor.userId : undefined;
}

/** An error with the message of whatever was thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
