import { asOperator } from "@churned/db/client";
import { findMembership } from "@churned/db/tenant";
import type { ServiceContext } from "../context/context.ts";
import { queuePasswordLink } from "../notification/queue-notifications.ts";

/** Mails a person the link that sets their password. */
export async function sendPasswordLink(
  ctx: ServiceContext,
  link: {
    readonly userId: string;
    readonly email: string;
    readonly name: string;
    readonly url: string;
    readonly cause: string;
  },
): Promise<void> {
  const id = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const membership = await findMembership(tx, link.userId);
    return await queuePasswordLink(tx, { ...link, tenantId: membership?.tenantId ?? null });
  });
  if (id !== undefined) await ctx.hints.hint("notify", id);
}
