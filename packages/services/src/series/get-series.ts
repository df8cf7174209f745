import { readAtOnce } from "@churned/db/client";
import { listKeptPeriods } from "@churned/db/series";
import { joinPeriods, listPeriods, seriesRanges } from "@churned/domain/series";
import type { QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";

/** Returns the figures of all connections together over a range of time. */
export async function getSeries(
  ctx: ServiceContext,
  { range }: QueryOf<"getSeries">,
): Promise<ResponseOf<"getSeries">> {
  requireOperator(ctx);
  const now = ctx.now();
  const { step, periodMs } = seriesRanges[range];
  const from = listPeriods(range, now)[0] ?? now;
  const kept = await readAtOnce(ctx.db, ctx.actor, (tx) => listKeptPeriods(tx, { step, from }));
  const { periods, whole } = joinPeriods(range, kept, now);
  return {
    range,
    periodMs,
    keptAt: kept.at(-1)?.keptAt.toISOString() ?? null,
    whole,
    periods: periods.map(({ at, figures }) => ({ at: at.toISOString(), figures })),
  };
}
