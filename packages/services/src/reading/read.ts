/** Queries without side effects. Each takes the input of its operation and returns the form of the HTTP API. */
import type { PageRequest } from "@churned/db/client";
import { findCheck, listCheckRows } from "@churned/db/check";
import { asActor, endWithThisTurn, readAtOnce } from "@churned/db/client";
import { findConnection, listConnectionRows } from "@churned/db/connection";
import { listTimelineRows } from "@churned/db/history";
import { countDeliveries } from "@churned/db/notification";
import { listCustomFieldRows, listRecordRows } from "@churned/db/record";
import {
  findEstimate,
  findSync,
  listSetAsideRows,
  listSyncRequestRows,
  listSyncRows,
} from "@churned/db/sync";
import type { MailDelivery, TimelineFact } from "@churned/domain/history";
import type { ModelName } from "@churned/domain/plan";
import { notFound } from "@churned/domain/shared";
import { describeFact } from "@churned/domain/words";
import type { JsonText, OperationName, QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { ofConnection, ofConnectionAtOnce } from "../context/of-connection.ts";
import { presentCheck, presentListedCheck } from "../present/present-check.ts";
import { presentConnection } from "../present/present-connection.ts";
import { presentCustomField } from "../present/present-custom-field.ts";
import {
  presentEstimate,
  presentSetAside,
  presentSync,
  presentSyncRequest,
} from "../present/present-sync.ts";
import { signLine } from "../present/sign-line.ts";

interface ById {
  readonly id: string;
}

const presentPage = <Row, T>(
  page: { items: Row[]; nextCursor: string | null },
  present: (row: Row) => T,
) => ({
  items: page.items.map(present),
  nextCursor: page.nextCursor,
});

type Answer<N extends OperationName> = Promise<ResponseOf<N>>;

export async function getConnection(ctx: ServiceContext, { id }: ById): Answer<"getConnection"> {
  const row = await readAtOnce(ctx.db, ctx.actor, (tx) => findConnection(tx, id));
  if (row === undefined) throw notFound("connection");
  return presentConnection(row);
}

export async function listConnections(
  ctx: ServiceContext,
  query: QueryOf<"listConnections">,
): Answer<"listConnections"> {
  const page = await asActor(ctx.db, ctx.actor, (tx) => listConnectionRows(tx, query));
  const { total, isAtLeast } = page;
  return { ...presentPage(page, presentConnection), total, isAtLeast };
}

export async function getCheck(ctx: ServiceContext, { id }: ById): Answer<"getCheck"> {
  const row = await readAtOnce(ctx.db, ctx.actor, (tx) => findCheck(tx, id));
  if (row === undefined) throw notFound("check");
  return presentCheck(row, ctx.language);
}

export async function listChecks(
  ctx: ServiceContext,
  { id, ...page }: ById & PageRequest,
): Answer<"listChecks"> {
  const rows = await ofConnection(ctx, id, (tx) =>
    listCheckRows(tx, { ...page, connectionId: id }),
  );
  return presentPage(rows, (row) => presentListedCheck(row, ctx.language));
}

export async function getEstimate(ctx: ServiceContext, { id }: ById): Answer<"getEstimate"> {
  return presentEstimate(await ofConnectionAtOnce(ctx, id, (tx) => findEstimate(tx, id)));
}

export async function getSync(ctx: ServiceContext, { id }: ById): Answer<"getSync"> {
  const row = await asActor(ctx.db, ctx.actor, (tx) => findSync(tx, id));
  if (row === undefined) throw notFound("sync");
  return presentSync(row);
}

export async function listSyncs(
  ctx: ServiceContext,
  { id, ...page }: ById & PageRequest,
): Answer<"listSyncs"> {
  const rows = await ofConnection(ctx, id, (tx) => listSyncRows(tx, { ...page, connectionId: id }));
  return presentPage(rows, presentSync);
}

export async function listSyncRequests(
  ctx: ServiceContext,
  query: QueryOf<"listSyncRequests">,
): Answer<"listSyncRequests"> {
  return presentPage(
    await readAtOnce(ctx.db, ctx.actor, (tx) => listSyncRequestRows(tx, query)),
    (row) => presentSyncRequest(row, ctx.actor),
  );
}

export async function listRecords(
  ctx: ServiceContext,
  {
    id,
    ...query
  }: ById &
    PageRequest & { readonly model?: ModelName | undefined; readonly since?: number | undefined },
): Promise<JsonText> {
  const json = await ofConnectionAtOnce(ctx, id, (tx) =>
    listRecordRows(tx, { ...query, connectionId: id }),
  );
  return { json };
}

export async function listCustomFields(
  ctx: ServiceContext,
  { id }: ById,
): Answer<"listCustomFields"> {
  const rows = await ofConnectionAtOnce(ctx, id, (tx) => listCustomFieldRows(tx, id));
  return { items: rows.map(presentCustomField) };
}

/**
 * Lists records that could not be stored, or were stored only after a repair. Only for operators, because the list
 * shows raw content.
 */
export async function listSetAside(
  ctx: ServiceContext,
  { id, ...page }: ById & PageRequest,
): Answer<"listSetAside"> {
  requireOperator(ctx);
  const rows = await ofConnectionAtOnce(ctx, id, (tx) =>
    listSetAsideRows(tx, { ...page, connectionId: id }),
  );
  return presentPage(rows, presentSetAside);
}

const causeOfMail = (fact: TimelineFact): string | undefined =>
  fact.kind === "mail_sent" ? fact.cause : undefined;

/** Adds the current delivery state of a mail to its timeline entry. */
function withDelivery(
  fact: TimelineFact,
  deliveries: ReadonlyMap<string, MailDelivery>,
): TimelineFact {
  if (fact.kind !== "mail_sent" || fact.cause === undefined) return fact;
  const delivery = deliveries.get(fact.cause);
  return delivery === undefined ? fact : { ...fact, delivery };
}

export async function listTimeline(
  ctx: ServiceContext,
  { id, ...page }: ById & PageRequest,
): Answer<"listTimeline"> {
  const { rows, deliveries } = await ofConnection(ctx, id, async (tx) => {
    const found = await listTimelineRows(tx, { ...page, connectionId: id });
    const causes = found.items.flatMap(({ fact }) => causeOfMail(fact) ?? []);
    endWithThisTurn(tx);
    return { rows: found, deliveries: await countDeliveries(tx, causes) };
  });
  return presentPage(rows, (row) => ({
    id: row.id,
    at: row.at.toISOString(),
    kind: row.fact.kind,
    ...describeFact(withDelivery(row.fact, deliveries), ctx.language),
    actor: signLine(row, ctx.actor),
    checkId: "checkId" in row.fact ? row.fact.checkId : null,
    syncId: "syncId" in row.fact ? row.fact.syncId : null,
  }));
}
