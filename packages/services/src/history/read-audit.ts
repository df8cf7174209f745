import type { AuditLine, WithActor } from "@churned/db/history";
import { asActor, readAtOnce, type PageRequest } from "@churned/db/client";
import { addAudit, listAuditLines, listAuditRows } from "@churned/db/history";
import { exportMediaTypes } from "@churned/domain/record";
import type { AuditEntry, Download, DownloadPage, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { signLine } from "../present/sign-line.ts";

/** The lines in one page of an export. */
const exportPage = 1_000;

/** The audit, newest first: all lines for an operator, and the lines of the own tenant for a customer. */
export async function listAudit(
  ctx: ServiceContext,
  page: PageRequest,
): Promise<ResponseOf<"listAudit">> {
  const { items, nextCursor } = await readAtOnce(ctx.db, ctx.actor, (tx) =>
    listAuditRows(tx, page),
  );
  return { items: items.map((row) => present(ctx, row)), nextCursor };
}

/** Exports the lines of a range of time as NDJSON, oldest first. */
export async function exportAudit(
  ctx: ServiceContext,
  input: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Download> {
  const from = timeOf(input.from) ?? new Date(0);
  const to = timeOf(input.to) ?? ctx.now();
  await asActor(ctx.db, ctx.actor, async (tx) =>
    addAudit(tx, {
      tenantId: tx.tenantId,
      action: "audit.export",
      reason: `lines from ${from.toISOString()} to ${to.toISOString()}`,
      request: ctx.request,
    }),
  );
  return {
    fileName: `audit-${ctx.now().toISOString().slice(0, 10)}.ndjson`,
    mediaType: exportMediaTypes.ndjson,
    pages: readLines(ctx, { from, to }),
  };
}

/** PostgreSQL knows no year 0, and no line is older than 1970. */
const timeOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(Math.max(0, Date.parse(text)));

async function* readLines(
  ctx: ServiceContext,
  range: { readonly from: Date; readonly to: Date },
): AsyncGenerator<DownloadPage, void, undefined> {
  let after: { at: Date; id: string } | undefined;
  do {
    const position = { ...range, after, limit: exportPage };
    const rows = await readAtOnce(ctx.db, ctx.actor, (tx) => listAuditLines(tx, position));
    const lines = rows.map((row) => {
      const entry = row.seq === null ? {} : { seq: row.seq, hash: row.hash?.toString("hex") };
      return `${JSON.stringify({ ...present(ctx, row), requestId: row.requestId, ...entry })}\n`;
    });
    yield { bytes: Buffer.from(lines.join("")), rows: rows.length };
    after = rows.length < exportPage ? undefined : rows.at(-1);
  } while (after !== undefined);
}

function present(ctx: ServiceContext, row: WithActor<AuditLine>): AuditEntry {
  // The addresses and devices of Churned's people are not for customers.
  const isHidden = ctx.actor.kind === "customer" && ["operator", "system"].includes(row.actorKind);
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: nameActor(ctx, row),
    action: row.action,
    tenantId: row.tenantId,
    subjectId: row.subjectId,
    reason: row.reason,
    address: isHidden ? null : row.address,
    device: isHidden ? null : row.device,
  };
}

function nameActor(ctx: ServiceContext, row: WithActor<AuditLine>): string {
  const { actorKind, actorName, actorRole } = row;
  if (actorKind === "system" || actorKind === "nobody") return row.actor;
  return signLine({ actorKind, actorName, actorRole }, ctx.actor);
}
