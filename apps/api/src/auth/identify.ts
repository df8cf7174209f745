import type { Role } from "@churned/domain";
import { asOperator, type Database, findMembership } from "@churned/db";
import type { Auth } from "@churned/sign-in";

/** Who is signed in, as the database says at this moment. */
export interface Person {
  readonly sessionId: string;
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly role: Role;
  /** A customer's tenant; null for operators, and for customers who have none (yet, or any more). */
  readonly tenant: { readonly tenantId: string; readonly tenantName: string } | null;
}

const self = { kind: "system", name: "api" } as const;

/** Reads session, role and membership anew at every call, so that taking one away takes effect at once. */
export function createIdentify(
  auth: Auth,
  db: Database,
): (headers: Headers) => Promise<Person | undefined> {
  return async (headers) => {
    if (!headers.has("cookie")) return undefined;
    const found = await auth.api.getSession({ headers });
    if (found === null) return undefined;
    const { id, email, name, role } = found.user;
    const tenant =
      role === "customer"
        ? await asOperator(db, self, async (tx) => await findMembership(tx, id))
        : undefined;
    return { sessionId: found.session.id, user: { id, email, name }, role, tenant: tenant ?? null };
  };
}
