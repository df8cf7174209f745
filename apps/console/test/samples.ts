import { defaultPlan } from "@churned/domain/plan";
import type { VerdictKind } from "@churned/domain/verdict";
import { destroysToken } from "@churned/domain/verdict";
import { explainVerdict } from "@churned/domain/words";
import type {
  Check,
  Connection,
  ConnectionMail,
  ConnectionInboxItem,
  Me,
  VerdictBody,
} from "../src/api/types.ts";

/** The nth id of the samples. Ids sort by n. */
export function idOf(n: number): string {
  return `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

const at = "2026-11-23T14:41:07.000Z";

/** A signed-in operator. */
export const operator: Me = {
  user: { id: idOf(900), email: "olga@churned.test", name: "Olga" },
  role: "operator",
  tenants: [],
};

/** A connection with a token that works. */
export function makeConnection(changes: Partial<Connection> = {}): Connection {
  return {
    id: idOf(1),
    tenantId: idOf(2),
    tenantName: "Acme",
    name: "Acme Planhat",
    state: "connected",
    verdict: "connected",
    verdictModels: [],
    isRejectionUncertain: false,
    workedSince: at,
    hasData: false,
    candidate: null,
    incidentId: null,
    inconclusive: null,
    host: "us",
    lastFour: "9f3c",
    planhat: null,
    companiesAnswer: null,
    sharedToken: null,
    retiring: null,
    lastReplacement: null,
    checkedAt: at,
    nextCheckAt: null,
    freshAt: null,
    language: "en",
    freshUntil: null,
    nextSyncAt: null,
    schedule: { incrementalEveryMinutes: 60, fullEveryMinutes: 1_440, freshWithinMinutes: 240 },
    plan: { ...defaultPlan },
    stateSince: at,
    createdAt: at,
    ...changes,
  };
}

/** A connection that never had a token. */
export function makeNewConnection(changes: Partial<Connection> = {}): Connection {
  return makeConnection({
    state: "awaiting_token",
    verdict: null,
    workedSince: null,
    host: null,
    lastFour: null,
    checkedAt: null,
    ...changes,
  });
}

/** A verdict with the sentences that the API sends. */
export function makeVerdict(
  kind: VerdictKind,
  { models = [], detail }: { models?: VerdictBody["models"]; detail?: string } = {},
): VerdictBody {
  const verdict = { kind, models, ...(detail === undefined ? {} : { detail }) };
  const { title, explanation, remedy, audience } = explainVerdict(verdict, "en");
  return {
    kind,
    title,
    explanation,
    remedy: [...remedy],
    remedyIn: {
      classic: [...explainVerdict(verdict, "en", "classic").remedy],
      new: [...explainVerdict(verdict, "en", "new").remedy],
    },
    audience,
    models,
    destroysToken: destroysToken(verdict),
  };
}

/** A finished check with its verdict; with `null`, a queued check. */
export function makeCheck(verdict: VerdictBody | null, changes: Partial<Check> = {}): Check {
  return {
    id: idOf(100),
    connectionId: idOf(1),
    state: verdict === null ? "queued" : "done",
    trigger: "save",
    verdict,
    supersededBy: null,
    host: verdict === null ? null : "us",
    models: ["company", "enduser"],
    probes: [],
    pending: [],
    confidence: null,
    planhat: null,
    attempt: 1,
    attempts: [],
    requests: [],
    createdAt: at,
    doneAt: verdict === null ? null : "2026-11-23T14:41:08.000Z",
    ...changes,
  };
}

/** A mail that went out to one person. */
export function makeMail(changes: Partial<ConnectionMail> = {}): ConnectionMail {
  return {
    id: idOf(200),
    at,
    subject: "Planhat no longer accepts your token",
    text: "Hello,\nplease make a new token.",
    by: null,
    to: [{ email: "carl@acme.test", state: "sent", at, reason: null }],
    ...changes,
  };
}

/** An inbox item: a token that Planhat rejects. */
export function makeInboxItem(changes: Partial<ConnectionInboxItem> = {}): ConnectionInboxItem {
  return {
    connection: makeConnection({ state: "needs_customer", verdict: "token_rejected" }),
    verdict: makeVerdict("token_rejected"),
    cause: "token_rejected",
    impact: "Nothing is read until it works again.",
    since: at,
    heldDeletions: null,
    checkId: idOf(100),
    evidence: [],
    mail: {
      language: "en",
      to: ["carl@acme.test"],
      subject: "Planhat no longer accepts your token",
      body: "Hello,\nplease make a new token.",
    },
    supportText: "GET /companies answered 401.",
    assignee: null,
    snoozedUntil: null,
    notes: [],
    ...changes,
  };
}
