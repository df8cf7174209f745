import { guestRightsAt } from "@churned/domain/invitation";
import { asOperator, type Database } from "@churned/db/client";
import { findGuestInvitation } from "@churned/db/invitation";
import { findMembership } from "@churned/db/tenant";
import type { Auth } from "@churned/sign-in";
import type { Identify, Person } from "../http/person.ts";
import type { GuestCookie } from "./guest-cookie.ts";

const self = { kind: "system", name: "api" } as const;

/**
 * Reads session, role, membership and invitation at every call, so that a removal takes effect at once. A caller who is
 * signed in is that person, also where the browser has the cookie of a guest.
 */
export function createIdentify(options: {
  readonly auth: Auth;
  readonly db: Database;
  readonly guestCookie: GuestCookie;
  readonly now: () => Date;
}): Identify {
  const { auth, db, guestCookie, now } = options;

  async function findGuest(headers: Headers): Promise<Person | undefined> {
    const id = await guestCookie.read(headers);
    if (id === undefined) return undefined;
    const invitation = await asOperator(db, self, (tx) => findGuestInvitation(tx, { id }));
    if (invitation === undefined) return undefined;
    const rights = guestRightsAt(invitation, now());
    if (rights === "none") return undefined;
    const { email, tenantId, tenantName, connectionId } = invitation;
    return {
      sessionId: `invitation/${id}`,
      user: { id, email, name: email },
      role: "guest",
      tenant: { tenantId, tenantName },
      guest: { connectionId, mayWrite: rights === "write" },
    };
  }

  return async (headers) => {
    if (!headers.has("cookie")) return undefined;
    const found = await auth.api.getSession({ headers });
    if (found === null) return await findGuest(headers);
    const { id, email, name, role } = found.user;
    const tenant =
      role === "customer"
        ? await asOperator(db, self, async (tx) => await findMembership(tx, id))
        : undefined;
    return { sessionId: found.session.id, user: { id, email, name }, role, tenant: tenant ?? null };
  };
}
