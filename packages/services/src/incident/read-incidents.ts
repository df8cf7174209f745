import { asActor, type PageRequest, readAtOnce } from "@churned/db/client";
import {
  countOpenIncidentRows as countOpenRows,
  findIncident,
  listIncidentRows,
} from "@churned/db/incident";
import type { IncidentFault } from "@churned/domain/incident";
import { notFound } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { presentIncident } from "../present/present-incident.ts";

/** Lists incidents, newest first. */
export async function listIncidents(
  ctx: ServiceContext,
  query: PageRequest & { readonly state?: "open" | "closed" | undefined },
): Promise<ResponseOf<"listIncidents">> {
  requireOperator(ctx);
  const page = await asActor(ctx.db, ctx.actor, (tx) => listIncidentRows(tx, query));
  return { items: page.items.map(presentIncident), nextCursor: page.nextCursor };
}

/** Returns one incident. Throws NOT_FOUND if there is no such incident. */
export async function getIncident(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<ResponseOf<"getIncident">> {
  requireOperator(ctx);
  const row = await readAtOnce(ctx.db, ctx.actor, (tx) => findIncident(tx, id));
  if (row === undefined) throw notFound("incident");
  return presentIncident(row);
}

/** Counts the open incidents by fault. */
export async function countOpenIncidents(
  ctx: Pick<ServiceContext, "db" | "actor">,
): Promise<Readonly<Record<IncidentFault, number>>> {
  const rows = await asActor(ctx.db, ctx.actor, (tx) => countOpenRows(tx));
  const countOf = (fault: IncidentFault): number =>
    rows.find((row) => row.fault === fault)?.open ?? 0;
  return { theirs: countOf("theirs"), ours: countOf("ours") };
}
