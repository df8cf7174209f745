/** The chain of the audit: each entry has the hash of the entry before and of one line. See ADR 0024. */
import { asc, desc, eq, gt, isNull } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { audit, auditChain } from "../tables/audit.ts";
import type { AuditLine } from "./audit.ts";

export type AuditChainEntry = typeof auditChain.$inferSelect;

/** An entry with its line; null if the line is gone. */
export interface ChainedLine {
  readonly entry: AuditChainEntry;
  readonly line: AuditLine | null;
}

/** The entries after `seq`, in their order. */
export async function listChainedLines(
  tx: Tx,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): Promise<ChainedLine[]> {
  return await tx.orm
    .select({ entry: auditChain, line: audit })
    .from(auditChain)
    .leftJoin(audit, eq(audit.id, auditChain.auditId))
    .where(after === null ? undefined : gt(auditChain.seq, after))
    .orderBy(asc(auditChain.seq))
    .limit(limit);
}

/** The ids of lines that have no entry in the chain. */
export async function listUnchainedLines(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.orm
    .select({ id: audit.id })
    .from(audit)
    .leftJoin(auditChain, eq(auditChain.auditId, audit.id))
    .where(isNull(auditChain.seq))
    .orderBy(asc(audit.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** The last entry of the chain; undefined if the audit is empty. */
export async function findAuditHead(tx: Tx): Promise<AuditChainEntry | undefined> {
  const [row] = await tx.orm.select().from(auditChain).orderBy(desc(auditChain.seq)).limit(1);
  return row;
}
