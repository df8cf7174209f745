import type { Database } from "@churned/db/client";
import type { RequestOrigin } from "@churned/domain/history";
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

/**
 * Everything that a use case needs: the actor, the database, and the other connections to the outside. Use cases read
 * no globals.
 */
export interface ServiceContext {
  readonly actor: Actor;
  readonly db: Database;
  readonly hints: Pick<Hints, "hint">;
  readonly now: () => Date;
  /** Returns a random number, uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** The names of the Planhat hosts that this installation may call. */
  readonly planhatHosts: readonly string[];
  /** The public key with which tokens are sealed, `<keyId>.<base64url>`. Absent in the worker, which seals no token. */
  readonly sealing?: { readonly publicKey: string };
  readonly appUrl: string;
  /** The language of the actor; English if absent. */
  readonly language?: Language;
  /** How many days backups are kept, for receipts; 35 if absent. */
  readonly backupRetentionDays?: number;
  /** The request that caused the call; absent if no request did. */
  readonly request?: RequestOrigin;
}

/** Returns the actor if the actor is a customer. Throws FORBIDDEN otherwise. */
export function requireCustomer(ctx: ServiceContext): Extract<Actor, { kind: "customer" }> {
  if (ctx.actor.kind !== "customer") throw forbidden("customer");
  return ctx.actor;
}

/**
 * Returns the actor if the actor is a customer or a guest, because only these save tokens. Throws FORBIDDEN otherwise.
 */
export function requireCustomerOrGuest(
  ctx: ServiceContext,
): Extract<Actor, { kind: "customer" | "guest" }> {
  if (ctx.actor.kind !== "customer" && ctx.actor.kind !== "guest") throw forbidden("customer");
  return ctx.actor;
}

/** Throws FORBIDDEN for a customer or a guest. The system may do everything that an operator may. */
export function requireOperator(ctx: ServiceContext): void {
  if (ctx.actor.kind === "customer" || ctx.actor.kind === "guest") throw forbidden("operator");
}

function forbidden(role: Role): AppError {
  return new AppError("FORBIDDEN", `Only a ${role} may do this.`);
}

/** The user id of the actor; undefined for actors without an account. */
export function userIdOf(actor: Actor): string | undefined {
  return "userId" in actor ? actor.userId : undefined;
}

/** Returns `thrown` if it is an error. Otherwise returns an error with the text of `thrown` as its message. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The time `ms` milliseconds ago, by the context's clock. */
export const timeBefore = (ctx: Pick<ServiceContext, "now">, ms: number): Date =>
  new Date(ctx.now().getTime() - ms);
