import { asOperator, readAtOnce } from "@churned/db/client";
import type { ChainedLine } from "@churned/db/history";
import { findAuditHead, listChainedLines, listUnchainedLines } from "@churned/db/history";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { type ChainDefect, type ChainHead, createChainChecker } from "./audit-chain.ts";

const pageSize = 5_000;
const namedMax = 1_000;

/**
 * Checks all lines of the audit. `known` is a head that somebody wrote down earlier: with `known`, the check also finds
 * that the newest entries were removed. Without `known`, nobody can see that entries and lines at the end were removed
 * together.
 */
export async function verifyAudit(
  ctx: ServiceContext,
  known?: ChainHead,
): Promise<{ readonly defects: readonly ChainDefect[]; readonly head: ChainHead }> {
  requireOperator(ctx);
  const checker = createChainChecker();
  let knownHash: string | undefined;
  for (let after: number | null = null; ;) {
    const position = { after, limit: pageSize };
    const page: ChainedLine[] = await asOperator(ctx.db, ctx.actor, (tx) =>
      listChainedLines(tx, position),
    );
    checker.take(page);
    knownHash ??= page.find(({ entry }) => entry.seq === known?.seq)?.entry.hash.toString("hex");
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.entry.seq;
  }
  const unchained = await asOperator(ctx.db, ctx.actor, (tx) => listUnchainedLines(tx, namedMax));
  const isCut = known !== undefined && known.seq > 0 && knownHash !== known.hash;
  return {
    defects: [
      ...checker.finish(),
      ...unchained.map((id): ChainDefect => {
        return { kind: "unchained", at: null, detail: `the line ${id} has no entry in the chain` };
      }),
      ...(isCut ? [describeCut(known, checker.head(), knownHash !== undefined)] : []),
    ],
    head: checker.head(),
  };
}

function describeCut(known: ChainHead, head: ChainHead, isThere: boolean): ChainDefect {
  const detail = isThere
    ? `entry ${known.seq} has another hash than the given head, so the chain was written again`
    : `the chain ends at entry ${head.seq}, before the given head ${known.seq}`;
  return { kind: "cut", at: known.seq, detail };
}

/**
 * Logs the last entry of the chain. Somebody who removes entries at the end of the chain must then also change the
 * logs, which are outside the database.
 */
export async function logAuditHead(ctx: ServiceContext): Promise<number> {
  const head = await readAtOnce(ctx.db, ctx.actor, (tx) => findAuditHead(tx));
  if (head !== undefined)
    ctx.log.info({ head: `${head.seq}:${head.hash.toString("hex")}` }, "head of the audit");
  return 0;
}
