import { type ServiceContext } from "@churned/services/context";
import { getConnection, listConnections } from "@churned/services/reading";
import type { Connection } from "@churned/domain/wire";
import { UsageError } from "./usage.ts";

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const mostShown = 10;

/**
 * The connection with this id, or the only connection with this text in its own name or its tenant's name. A
 * disconnected connection counts only if no other connection matches.
 */
export async function findConnectionByName(ctx: ServiceContext, text: string): Promise<Connection> {
  if (uuid.test(text)) return await getConnection(ctx, { id: text.toLowerCase() });
  const { items } = await listConnections(ctx, { q: text, limit: mostShown, sort: "name" });
  const living = items.filter(({ state }) => state !== "disconnected");
  const candidates = living.length > 0 ? living : items;
  const [found, another] = candidates;
  if (found === undefined)
    throw new UsageError("No connection has this text in its name or in the name of its tenant.");
  if (another !== undefined)
    throw new UsageError(
      `Several connections have this text in their name or in the name of their tenant: ${candidates.map(({ id, name }) => `${name} (${id})`).join(", ")}.`,
    );
  return found;
}
