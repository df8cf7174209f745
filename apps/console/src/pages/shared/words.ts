/**
 * Short words, shapes and colours for states. The API sends the sentences of a verdict, because the connect page
 * would be too large with all of them.
 */
import type { CheckTrigger } from "@churned/domain/check";
import type { ConnectionState } from "@churned/domain/connection";
import type { Role } from "@churned/domain/shared";
import type { StreamState, SyncState } from "@churned/domain/sync";
import { isWithheld } from "@churned/domain/verdict";
import type { ProbeOutcome, VerdictKind } from "@churned/domain/verdict";
import type { Connection } from "../../api/types.ts";
import type { Tone } from "../../ui/state.tsx";

interface Word {
  readonly tone: Tone;
  readonly word: string;
}

const connectionWords: Readonly<Record<ConnectionState, Word>> = {
  awaiting_token: { tone: "idle", word: "Waiting for a token" },
  connected: { tone: "ok", word: "Connected" },
  needs_customer: { tone: "bad", word: "Customer must act" },
  needs_operator: { tone: "bad", word: "Churned must act" },
  paused: { tone: "idle", word: "Paused" },
  disconnected: { tone: "idle", word: "Disconnected" },
};

/** A connection's state in words for the reader. To the customer, the words say "you". */
export function wordForConnection(state: ConnectionState, role: Role): Word {
  if (role === "customer" && state === "needs_customer")
    return { tone: "bad", word: "Needs your attention" };
  // The customer has nothing to do, so the state is not red.
  if (role === "customer" && state === "needs_operator")
    return { tone: "busy", word: "Waits for Churned" };
  return connectionWords[state];
}

/** A connection's part in an incident: its test failed, or its test is postponed because other tests failed. */
export function wordInIncident({ inconclusive }: Pick<Connection, "inconclusive">): Word {
  return inconclusive === null ? { tone: "idle", word: "Waits" } : { tone: "busy", word: "Failed" };
}

const verdictWords: Readonly<Record<VerdictKind, Word>> = {
  connected: { tone: "ok", word: "Connected" },
  connected_partially: { tone: "warn", word: "Partly connected" },
  malformed_token: { tone: "bad", word: "Not a whole token" },
  wrong_secret: { tone: "bad", word: "Another kind of secret" },
  token_rejected: { tone: "bad", word: "Token rejected" },
  wrong_region: { tone: "bad", word: "Another region" },
  missing_permissions: { tone: "bad", word: "Missing permissions" },
  restricted_view: { tone: "warn", word: "Shows only a part" },
  different_planhat: { tone: "warn", word: "Another Planhat" },
  throttled: { tone: "busy", word: "Slowed down" },
  planhat_down: { tone: "busy", word: "Planhat is down" },
  unreachable: { tone: "busy", word: "Planhat not reached" },
  unexpected_answer: { tone: "busy", word: "Unexpected answer" },
  our_fault: { tone: "busy", word: "Our fault" },
};

/** A verdict in a word. `isUncertain`: the rejection is not proven, so the token is kept. */
export function wordForVerdict(kind: VerdictKind, isUncertain = false): Word {
  return kind === "token_rejected" && isUncertain
    ? { tone: "warn", word: "Token perhaps rejected" }
    : verdictWords[kind];
}

const outcomeWords: Readonly<Record<ProbeOutcome, Word>> = {
  allowed: { tone: "ok", word: "may be read" },
  empty: { tone: "ok", word: "may be read, empty" },
  denied: { tone: "bad", word: "View is not ticked" },
  restricted: { tone: "warn", word: "shows only a part" },
  unknown: { tone: "busy", word: "no answer" },
};

/**
 * The result of a probe. A denied model is red if it is required. It is amber if it is only wanted, which means
 * useful but not necessary.
 */
export function wordForProbe(
  probe: { readonly outcome: ProbeOutcome; readonly status: number | null },
  isRequired: boolean,
): Word {
  const { outcome, status } = probe;
  if (outcome === "denied" && !isRequired) return { tone: "warn", word: "denied, optional" };
  if (outcome === "unknown" && status !== null) return wordForInconclusive(status);
  return outcomeWords[outcome];
}

/** The word for an HTTP status that does not show whether the model may be read. */
function wordForInconclusive(status: number): Word {
  if (status === 401 || status === 403) return { tone: "bad", word: "token rejected" };
  if (status === 429) return { tone: "busy", word: "asked to slow down" };
  if (isWithheld(status)) return { tone: "bad", word: `refused with ${status}` };
  if (status >= 500) return { tone: "busy", word: `Planhat’s error ${status}` };
  return { tone: "busy", word: "unexpected answer" };
}

const syncWords: Readonly<Record<SyncState, Word>> = {
  queued: { tone: "busy", word: "Queued" },
  running: { tone: "busy", word: "Running" },
  waiting: { tone: "busy", word: "Waiting" },
  succeeded: { tone: "ok", word: "Complete" },
  succeeded_with_gaps: { tone: "warn", word: "Complete, with gaps" },
  failed: { tone: "bad", word: "Stopped" },
  cancelled: { tone: "idle", word: "Cancelled" },
};

export function wordForSync(state: SyncState): Word {
  return syncWords[state];
}

const streamWords: Readonly<Record<StreamState, Word>> = {
  queued: { tone: "idle", word: "next" },
  running: { tone: "busy", word: "reading" },
  waiting: { tone: "warn", word: "waiting" },
  succeeded: { tone: "ok", word: "done" },
  denied: { tone: "warn", word: "View is not ticked" },
  failed: { tone: "bad", word: "stopped" },
  cancelled: { tone: "idle", word: "cancelled" },
};

export function wordForStream(state: StreamState): Word {
  return streamWords[state];
}

const triggerWords: Readonly<Record<CheckTrigger, string>> = {
  save: "after Save",
  manual: "on request",
  scheduled: "on schedule",
  rotation: "after a new token",
  incident: "during an incident",
};

export function wordForTrigger(trigger: CheckTrigger): string {
  return triggerWords[trigger];
}
