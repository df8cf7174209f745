import type { CallerRole } from "@churned/domain/shared";

/** Who calls, as the database says at this moment: a person who is signed in, or a guest by invitation. */
export interface Person {
  readonly sessionId: string;
  /** For a guest, the invitation's id and the address it was sent to. */
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly role: CallerRole;
  /** A customer's or guest's tenant; null for operators, and for customers who have none (yet, or any more). */
  readonly tenant: { readonly tenantId: string; readonly tenantName: string } | null;
  /** A guest's one connection, and whether they may still save and test there. */
  readonly guest?: { readonly connectionId: string; readonly mayWrite: boolean };
}

export type Identify = (headers: Headers) => Promise<Person | undefined>;
