import type { Tenant } from "./tenant.ts";

/** A user who owns companies. An account can be limited to the companies of this user. */
export interface Owner {
  readonly id: string;
  readonly name: string;
}

const SHOWN_OWNERS = 100;

/** The first users of a tenant. */
export function listOwners(tenant: Tenant): Owner[] {
  const query = { offset: 0, limit: SHOWN_OWNERS, sort: undefined, companyIds: undefined };
  const users = JSON.parse(tenant.collections.user.list({ ...query, select: undefined })) as {
    _id: string;
    email?: string;
  }[];
  return users.map(({ _id, email }) => ({ id: _id, name: email ?? _id }));
}
