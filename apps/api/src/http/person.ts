import type { ApiKeyScope } from "@churned/domain/api-key";
import type { CallerRole } from "@churned/domain/shared";

/**
 * The caller, read from the database for this call: a signed-in person, a guest, who came with an invitation, or a
 * program with an API key.
 */
export interface Person {
  readonly sessionId: string;
  /** For a guest: the invitation's id and the address to which it was sent. */
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly role: CallerRole;
  /** The tenant of a customer or guest; null for operators, and for customers without a tenant. */
  readonly tenant: { readonly tenantId: string; readonly tenantName: string } | null;
  /** For a guest: the connection, and whether the guest may still save and test there. */
  readonly guest?: { readonly connectionId: string; readonly mayWrite: boolean };
  /** For a program with an API key: the scopes of the key. `user` is then the name of the key. */
  readonly key?: { readonly scopes: readonly ApiKeyScope[] };
}

export type Identify = (headers: Headers) => Promise<Person | undefined>;

/** Reads people again. The answer lacks each person whose sign-in, invitation or API key has ended. */
export type FindAgain = (people: readonly Person[]) => Promise<readonly Person[]>;

/** Whether a person who was read again may still do what the person began. */
export function hasSameRights(before: Person, now: Person | undefined): boolean {
  return now?.role === before.role && now.tenant?.tenantId === before.tenant?.tenantId;
}
