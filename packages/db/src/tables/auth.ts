import {
  boolean,
  check,
  pgTable,
  text,
  uuid,
  index,
  integer,
  bigint,
  varchar,
} from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import type { Role } from "@churned/domain/shared";
import { roles } from "@churned/domain/shared";
import { createdAt, id, instant, literal, oneOf } from "./columns.ts";

/**
 * People with an account: the columns of better-auth, the role, and when an operator locked or removed the account. The
 * row of a removed person stays, because the history names the person. Its mail address is free for another account.
 */
export const users = pgTable(
  "users",
  {
    id: id(),
    name: text().notNull(),
    email: text().notNull().unique("users_email_uq"),
    emailVerified: boolean().notNull().default(false),
    image: text(),
    role: text({ enum: roles }).notNull().default("customer"),
    /** True for the name of an API key. Such a row is no person: it has no password and is in no list of people. */
    isKey: boolean().notNull().default(false),
    lockedAt: instant(),
    removedAt: instant(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    index("users_operators_idx")
      .on(table.name, table.id)
      .where(sql`${table.role} = ${literal("operator" satisfies Role)}`),
    check("users_role_ck", sql`${table.role} in (${oneOf(roles)})`),
  ],
);

/** Sign-ins. The cookie of a browser contains the signed token. */
export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    token: text().notNull().unique("sessions_token_uq"),
    expiresAt: instant().notNull(),
    /** The last call of the person, a few minutes inexact. */
    lastUsedAt: instant().notNull().defaultNow(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [index("sessions_user_id_idx").on(table.userId)],
);

/** The ways in which a person can sign in. For a password, the row contains its hash. */
export const accounts = pgTable(
  "accounts",
  {
    id: id(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    accountId: text().notNull(),
    providerId: text().notNull(),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: instant(),
    refreshTokenExpiresAt: instant(),
    scope: text(),
    password: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [index("accounts_user_id_idx").on(table.userId)],
);

/** The links that let a person set a password. */
export const verifications = pgTable(
  "verifications",
  {
    id: id(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: instant().notNull(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [index("verifications_identifier_idx").on(table.identifier)],
);

/** Counters of the API's rate limits. */
export const rateLimits = pgTable("rate_limits", {
  key: varchar({ length: 255 }).primaryKey(),
  points: integer().notNull().default(0),
  expire: bigint({ mode: "number" }),
});
