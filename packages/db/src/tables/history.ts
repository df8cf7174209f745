import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { TimelineFact } from "@churned/domain/history";
import {
  notificationChannels,
  notificationKinds,
  tenantMailKinds,
} from "@churned/domain/notification";
import { json } from "./repair-values.ts";
import { createdAt, id, instant, literal, oneOf } from "./columns.ts";
import { connections } from "./connection.ts";
import { users } from "./auth.ts";
import { mailWall, tenantWall } from "./walls.ts";

export const actorKinds = ["customer", "guest", "operator", "system"] as const;

/** Everything that happened to a connection. The table stores facts; the words are made from a fact when it is read. */
export const timeline = pgTable(
  "timeline",
  {
    id: id(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    at: createdAt(),
    actorKind: text({ enum: actorKinds }).notNull(),
    /** The id of a user or an invitation, or the name of a part of the system. */
    actor: text().notNull(),
    fact: json().$type<TimelineFact>().notNull(),
  },
  (table) => [
    foreignKey({
      name: "timeline_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("timeline_connection_id_idx").on(table.connectionId, table.id),
    check("timeline_actor_kind_ck", sql`${table.actorKind} in (${oneOf(actorKinds)})`),
    check("timeline_fact_ck", sql`jsonb_typeof(${table.fact}) = 'object'`),
    tenantWall("timeline", { guestWrites: "ofConnection" }),
  ],
);

/** `skipped`: the notification has no place to go, for example to Slack without a webhook. */
export const notificationStates = ["queued", "sent", "failed", "skipped"] as const;
export type NotificationState = (typeof notificationStates)[number];

/** Messages that the worker delivers. Each cause makes at most one notification for each channel and recipient. */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    tenantId: uuid(),
    /** The connection that the notification is about; null if it is about none. */
    connectionId: uuid(),
    /** The person who sent the notification by hand; null if it is automatic. */
    sentBy: uuid().references(() => users.id, { onDelete: "set null" }),
    /** The notification that delivered the text of this notification, because both were joined to one mail. */
    joinedTo: uuid(),
    kind: text({ enum: notificationKinds }).notNull(),
    channel: text({ enum: notificationChannels }).notNull(),
    /** The event that caused the notification. Unique together with channel and recipient. */
    cause: text().notNull(),
    recipient: text().notNull(),
    subject: text().notNull(),
    /** The text. Emptied after delivery to a real mailbox if it contained a secret link. */
    body: text().notNull(),
    state: text({ enum: notificationStates }).notNull().default("queued"),
    epoch: integer().notNull().default(0),
    leaseUntil: instant(),
    attempt: integer().notNull().default(0),
    nextAttemptAt: instant().notNull().defaultNow(),
    reason: text(),
    createdAt: createdAt(),
    sentAt: instant(),
  },
  (table) => [
    foreignKey({
      name: "notifications_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("notifications_connection_id_idx")
      .on(table.connectionId, table.id)
      .where(sql`${table.connectionId} is not null`),
    index("notifications_held_idx")
      .on(table.recipient)
      .where(sql`${table.state} = ${literal("queued" satisfies NotificationState)}`),
    uniqueIndex("notifications_cause_uq").on(table.cause, table.channel, table.recipient),
    index("notifications_due_idx")
      .on(table.nextAttemptAt)
      .where(sql`${table.state} = ${literal("queued" satisfies NotificationState)}`),
    check("notifications_state_ck", sql`${table.state} in (${oneOf(notificationStates)})`),
    check("notifications_kind_ck", sql`${table.kind} in (${oneOf(notificationKinds)})`),
    check("notifications_channel_ck", sql`${table.channel} in (${oneOf(notificationChannels)})`),
    mailWall("notifications", tenantMailKinds),
  ],
);
