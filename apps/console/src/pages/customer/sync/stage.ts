/** Where a customer's sync stands: from not possible yet to all here. Pure. */
import { isOver } from "@churned/domain";
import type { Connection, Sync, SyncRequest } from "../../../api/types.ts";

export type Stage =
  | { readonly kind: "not_connected" }
  | { readonly kind: "ready" }
  | { readonly kind: "waiting"; readonly request: SyncRequest }
  | { readonly kind: "declined"; readonly request: SyncRequest }
  | { readonly kind: "sync"; readonly sync: Sync };

/** `requests` and `syncs` newest first. A sync under way wins; else whatever happened last. */
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
