import { sql } from "drizzle-orm";
import { bigint, check, customType, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { deviceTextMax } from "@churned/domain/history";
import { createdAt, id, oneOf } from "./columns.ts";
import { actorKinds } from "./history.ts";
import { operatorWall, tenantWall } from "./walls.ts";

/** `nobody`: a caller without a valid sign-in, for example of a failed sign-in. */
const auditActorKinds = [...actorKinds, "nobody"] as const;

/**
 * Who did what. Lines are only added: none of our database roles may change or delete a line. A trigger sets `id` and
 * `at`. A second trigger adds each line to the chain: see ADR 0024.
 */
export const audit = pgTable(
  "audit",
  {
    id: id(),
    tenantId: uuid(),
    at: createdAt(),
    actorKind: text({ enum: auditActorKinds }).notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subjectId: text(),
    reason: text(),
    requestId: text(),
    /** The network address from which the request came. */
    address: text(),
    /** The start of the `User-Agent` header. */
    device: text(),
  },
  (table) => [
    index("audit_tenant_id_idx").on(table.tenantId, table.id),
    index("audit_at_idx").on(table.at, table.id),
    check("audit_actor_kind_ck", sql`${table.actorKind} in (${oneOf(auditActorKinds)})`),
    check("audit_device_ck", sql`length(${table.device}) <= ${sql.raw(String(deviceTextMax))}`),
    tenantWall("audit", { guestWrites: "ofTenant" }),
  ],
);

const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/**
 * One entry for each line of the audit, in the order of the commits. A trigger adds the entry at the end of the
 * transaction that adds the line.
 */
export const auditChain = pgTable(
  "audit_chain",
  {
    /** 1, 2, 3, … without gaps. */
    seq: bigint({ mode: "number" }).primaryKey(),
    auditId: uuid()
      .notNull()
      .unique("audit_chain_audit_id_uq")
      .references(() => audit.id),
    /** The hash of the entry before; empty in the first entry. */
    previous: bytes().notNull(),
    /** SHA-256 of `previous` and the line. */
    hash: bytes().notNull(),
  },
  () => [operatorWall("audit_chain")],
);
