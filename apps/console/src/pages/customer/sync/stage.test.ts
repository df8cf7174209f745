import { expect, test } from "vitest";
import type { Sync, SyncRequest } from "../../../api/types.ts";
import { stageOf, tellNotConnected } from "./stage.ts";

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

test("shows a running sync even if another one was requested", () => {
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

test("does not ask to connect a connection that worked before", () => {
  const workedSince = "2026-11-20T09:00:00.000Z";
  const told = (state: "awaiting_token" | "needs_customer" | "paused", worked: boolean) =>
    tellNotConnected({ state, workedSince: worked ? workedSince : null });
  expect(told("awaiting_token", false)).toMatchObject({ action: "Connect Planhat" });
  expect(told("needs_customer", false)).toMatchObject({ headline: "Connect Planhat first" });
  expect(told("needs_customer", true)).toMatchObject({
    headline: "Planhat worked, and does not work now",
    action: "See what to do",
  });
  expect(told("paused", true)).not.toHaveProperty("action");
});
