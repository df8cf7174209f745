/** The stage of a customer's sync, from "not possible yet" to "complete". Pure. */
import { isOver } from "@churned/domain/sync";
import type { Connection, Sync, SyncRequest } from "../../../api/types.ts";

export type Stage =
  | { readonly kind: "not_connected" }
  | { readonly kind: "ready" }
  | { readonly kind: "waiting"; readonly request: SyncRequest }
  | { readonly kind: "declined"; readonly request: SyncRequest }
  | { readonly kind: "sync"; readonly sync: Sync };

/**
 * `requests` and `syncs` have the newest first. A sync in progress counts first. Otherwise the latest request or sync
 * counts.
 */
export function stageOf(
  connection: Pick<Connection, "state" | "freshAt">,
  requests: readonly SyncRequest[],
  syncs: readonly Sync[],
): Stage {
  const [sync] = syncs;
  const [request] = requests;
  if (sync !== undefined && !isOver(sync.state)) return { kind: "sync", sync };
  if (request?.state === "waiting") return { kind: "waiting", request };
  const isDeclinedLast =
    request?.state === "declined" && (sync === undefined || request.createdAt > sync.createdAt);
  if (isDeclinedLast) return { kind: "declined", request };
  if (sync !== undefined) return { kind: "sync", sync };
  return connection.state === "connected" ? { kind: "ready" } : { kind: "not_connected" };
}

interface NotConnectedWords {
  readonly headline: string;
  readonly title: string;
  readonly text: string;
  readonly action?: string;
}

/** Why no sync can be requested. A connection that worked before has another text. */
export function tellNotConnected({
  state,
  workedSince,
}: Pick<Connection, "state" | "workedSince">): NotConnectedWords {
  const text = "Once a token works, you see here how much there is, and tell Churned to begin.";
  const isBroken = state === "needs_customer" || state === "needs_operator";
  if (state === "paused")
    return {
      headline: "Churned has paused this connection",
      title: "Nothing was read yet",
      text: "Nothing is read while it is paused.",
    };
  if (state === "disconnected")
    return {
      headline: "This connection was disconnected",
      title: "Nothing was read",
      text,
      action: "Connect again",
    };
  if (!isBroken || workedSince === null)
    return {
      headline: "Connect Planhat first",
      title: "There is nothing to read from yet",
      text,
      action: "Connect Planhat",
    };
  return {
    headline: "Planhat worked, and does not work now",
    title: "Nothing was read yet",
    text: "Once it works again, you see here how much there is, and tell Churned to begin.",
    ...(state === "needs_customer" ? { action: "See what to do" } : {}),
  };
}
