import { findUsableApiKeys } from "@churned/db/api-key";
import { guestRightsAt } from "@churned/domain/invitation";
import { asOperator, type Database, readAtOnce } from "@churned/db/client";
import {
  findGuestInvitation,
  findGuestInvitations,
  type GuestInvitation,
} from "@churned/db/invitation";
import { findSignIn, findSignIns, type SignIn, storeLastUse } from "@churned/db/tenant";
import { idleSeconds, lastUseIntervalSeconds } from "@churned/domain/sign-in";
import type { Auth } from "@churned/sign-in";
import { readApiKey } from "../http/api-key-header.ts";
import type { FindAgain, Identify, Person } from "../http/person.ts";
import { identifyByKey, toPerson as keyToPerson } from "./api-keys.ts";
import type { GuestCookie } from "./guest-cookie.ts";
import { createReadSessionToken } from "./session-cookie.ts";

const self = { kind: "system", name: "api" } as const;

/**
 * Finds the caller of a request. Every call reads session, role, membership and invitation from the database and keeps
 * nothing, so that a removal takes effect at once. If the browser has both a session and the cookie of a guest (a
 * person with an invitation), the session counts. Throws UNAUTHENTICATED if the request brings an API key that cannot
 * be used.
 */
export function createIdentify(options: {
  readonly auth: Auth;
  readonly db: Database;
  readonly guestCookie: GuestCookie;
  readonly now: () => Date;
}): Identify {
  const { auth, db, guestCookie, now } = options;
  const readSessionToken = createReadSessionToken(auth);

  async function findPerson(headers: Headers): Promise<Person | undefined> {
    const token = await readSessionToken(headers.get("cookie") ?? "");
    if (token === undefined) return undefined;
    const found = await readAtOnce(db, self, (tx) => findSignIn(tx, token));
    if (found === undefined || !isValid(found, now())) return undefined;
    if (found.unusedSeconds >= lastUseIntervalSeconds)
      await asOperator(db, self, (tx) => storeLastUse(tx, found.sessionId));
    return toPerson(found);
  }

  async function findGuest(headers: Headers): Promise<Person | undefined> {
    const id = await guestCookie.read(headers);
    if (id === undefined) return undefined;
    const invitation = await readAtOnce(db, self, (tx) => findGuestInvitation(tx, { id }));
    return invitation === undefined ? undefined : toGuest(invitation, now());
  }

  return async (headers) => {
    const secret = readApiKey(headers);
    if (secret !== undefined) return await identifyByKey(db, headers, secret, now());
    if (!headers.has("cookie")) return undefined;
    return (await findPerson(headers)) ?? (await findGuest(headers));
  };
}

function isValid({ expiresAt, unusedSeconds }: SignIn, now: Date): boolean {
  return expiresAt >= now && unusedSeconds < idleSeconds;
}

/**
 * Reads people again, which is no use of their sign-ins and keys, in one transaction with one statement for the
 * signed-in people, one for the guests and one for the API keys.
 */
export function createFindAgain(options: {
  readonly db: Database;
  readonly now: () => Date;
}): FindAgain {
  return async (people) => {
    const { guests = [], keys = [], signedIn = [] } = Object.groupBy(people, kindOf);
    const now = options.now();
    const [invitations, usableKeys, signIns] = await readAtOnce(options.db, self, (tx) =>
      Promise.all([
        findGuestInvitations(
          tx,
          guests.map(({ user }) => user.id),
        ),
        findUsableApiKeys(tx, { ids: keys.map(({ user }) => user.id) }, now),
        findSignIns(
          tx,
          signedIn.map(({ sessionId }) => sessionId),
        ),
      ]),
    );
    return [
      ...invitations.flatMap((invitation) => toGuest(invitation, now) ?? []),
      ...usableKeys.map(keyToPerson),
      ...signIns.filter((signIn) => isValid(signIn, now)).map(toPerson),
    ];
  };
}

function kindOf({ role, key }: Person): "guests" | "keys" | "signedIn" {
  if (key !== undefined) return "keys";
  return role === "guest" ? "guests" : "signedIn";
}

function toGuest(invitation: GuestInvitation, now: Date): Person | undefined {
  const rights = guestRightsAt(invitation, now);
  if (rights === "none") return undefined;
  const { id, email, tenantId, tenantName, connectionId } = invitation;
  return {
    sessionId: `invitation/${id}`,
    user: { id, email, name: email },
    role: "guest",
    tenant: { tenantId, tenantName },
    guest: { connectionId, mayWrite: rights === "write" },
  };
}

function toPerson({
  sessionId,
  userId: id,
  email,
  name,
  role,
  tenantId,
  tenantName,
}: SignIn): Person {
  const tenant = tenantId === null || tenantName === null ? null : { tenantId, tenantName };
  return { sessionId, user: { id, email, name }, role, tenant };
}
