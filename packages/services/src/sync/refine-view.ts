import type { Tx } from "@churned/db/client";
import { lockConnection, updateConnection } from "@churned/db/connection";
import { countLinkedEndUsers } from "@churned/db/record";
import { isAcceptedGap, judgeUnseen } from "@churned/domain/verdict";
import type { ServiceContext } from "../context/context.ts";

/** A sync looks for missing companies in this many of the newest end users. */
const sampleMax = 2_000;

/**
 * Adds a finding of the sync to the samples of checks: landed (stored) end users whose companies are missing. The next
 * check comes soon and treats the finding like any other gap (a sign that only a part is shown). Call this function
 * when companies and end users were read to their end.
 */
export async function refineView(ctx: ServiceContext, tx: Tx, connectionId: string): Promise<void> {
  const connection = await lockConnection(tx, connectionId);
  if (connection?.planhat == null) return;
  const { seen, of } = await countLinkedEndUsers(tx, connectionId, sampleMax);
  const gap = judgeUnseen(seen, of);
  const { syncGaps: before = [], ...identity } = connection.planhat;
  if (gap === undefined && before.length === 0) return;
  const isNew = gap !== undefined && !isAcceptedGap(gap, connection.accepted.gaps ?? []);
  await updateConnection(tx, connectionId, {
    state: connection.state,
    at: ctx.now(),
    planhat: gap === undefined ? identity : { ...identity, syncGaps: [gap] },
    ...(isNew && connection.state === "connected" ? { nextCheckAt: ctx.now() } : {}),
  });
}
