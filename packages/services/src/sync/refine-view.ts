import type { Tx } from "@churned/db/client";
import { lockConnection, updateConnection } from "@churned/db/connection";
import { countLinkedEndUsers } from "@churned/db/record";
import { isAcceptedGap, judgeUnseen } from "@churned/domain/verdict";
import type { ServiceContext } from "../context/context.ts";

/** Of this many of the newest end users a sync looks whether their companies came along. */
const sampleMax = 2_000;

/**
 * Refines what checks see in samples by what a sync landed: end users whose companies it did not get. A check then
 * judges it soon, as it judges everything else. Called when companies and end users were read to their end.
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
