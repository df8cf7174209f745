import { expect, test } from "vitest";
import type { Sync, SyncRequest } from "../../../api/types.ts";
import { stageOf } from "./stage.ts";

const connected = { state: "connected" as const, freshAt: null };

function makeRequest(state: SyncRequest["state"], createdAt: string): SyncRequest {
  return {
    id: "r",
    connectionId: "c",
    connectionName: "Acme",
    tenantName: "Acme",
    state,
    requestedBy: null,
    decidedBy: null,
    reason: null,
    syncId: null,
    createdAt,
    decidedAt: null,
  };
}

function makeSync(state: Sync["state"], createdAt: string): Sync {
  return {
    id: "s",
    connectionId: "c",
    state,
    mode: "full",
    reason: null,
    lastFullAt: null,
    streams: [],
    createdAt,
    startedAt: null,
    doneAt: null,
  };
}

test("offers to notify Churned only once Planhat is connected", () => {
  expect(stageOf(connected, [], []).kind).toBe("ready");
  expect(stageOf({ ...connected, state: "awaiting_token" }, [], []).kind).toBe("not_connected");
});

test("shows a sync under way whatever was asked meanwhile", () => {
  const syncs = [makeSync("running", "2026-11-23T10:00:00Z")];
  expect(stageOf(connected, [makeRequest("waiting", "2026-11-23T11:00:00Z")], syncs).kind).toBe(
    "sync",
  );
});

test("shows a refusal until something newer happened", () => {
  const declined = makeRequest("declined", "2026-11-23T11:00:00Z");
  expect(stageOf(connected, [declined], []).kind).toBe("declined");
  expect(stageOf(connected, [declined], [makeSync("succeeded", "2026-11-23T10:00:00Z")]).kind).toBe(
    "declined",
  );
  expect(stageOf(connected, [declined], [makeSync("succeeded", "2026-11-23T12:00:00Z")]).kind).toBe(
    "sync",
  );
});
