import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { createdAt, id, instant, oneOf } from "./columns.ts";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

/** `used`: a token works now, so nobody needs the link. `withdrawn`: a person ended the invitation. */
export const invitationEndings = ["used", "withdrawn"] as const;

/**
 * Links that let a colleague paste a token for one connection, and do nothing else. The table stores only a hash of the
 * secret in the link.
 */
export const invitations = pgTable(
  "invitations",
  {
    id: id(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    invitedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    email: text().notNull(),
    secretHash: text().notNull().unique("invitations_secret_hash_uq"),
    expiresAt: instant().notNull(),
    endedAt: instant(),
    ending: text({ enum: invitationEndings }),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "invitations_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("invitations_connection_id_idx").on(table.connectionId, table.id),
    check("invitations_ending_ck", sql`${table.ending} in (${oneOf(invitationEndings)})`),
    check("invitations_ended_ck", sql`(${table.ending} is null) = (${table.endedAt} is null)`),
    tenantWall("invitations", { guest: "ofConnection" }),
  ],
);
