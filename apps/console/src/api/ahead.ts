/**
 * Operations the API is about to offer, spelled as it will spell them, so that their screens can be built and seen.
 * Each goes from here to `@churned/domain` the moment it is there.
 */
import type { VerdictKind } from "@churned/domain";
import type {
  Check as WireCheck,
  Connection as WireConnection,
  VerdictBody,
} from "@churned/domain/wire";
import type { Language } from "../language.ts";
import { makeAddress, send } from "./call.ts";

/** Whose Planhat a token reads. */
export interface PlanhatIdentity {
  companies: number | null;
  companyNames: string[];
  mailDomains: string[];
  seenAt: string;
}

/** A replaced token on its way out. */
export interface RetiringToken {
  lastFour: string;
  since: string;
  diesBy: string;
  stillWorks: boolean | null;
}

export interface Attempt {
  at: string;
  reason: string;
  waitMs: number;
}

/** One call of a check, scrubbed of everything secret. */
export interface RequestEvidence {
  at: string;
  host: string;
  method: string;
  path: string;
  status: number | null;
  durationMs: number;
  attempt: number;
  answer: string | null;
}

export type Connection = WireConnection & {
  planhat?: PlanhatIdentity | null;
  language?: Language;
  retiring?: RetiringToken | null;
  lastReplacement?: { at: string; verdict: VerdictKind; lastFour?: string | null } | null;
};

export type Check = Omit<WireCheck, "probes"> & {
  probes: (WireCheck["probes"][number] & { detail?: string | null })[];
  planhat?: PlanhatIdentity | null;
  attempts?: Attempt[];
  requests?: RequestEvidence[];
};

export interface Assignee {
  id: string;
  name: string;
}

export interface ProblemItem {
  connection: Connection;
  cause: string;
  title: string;
  harm: string;
  since: string;
  assignee: Assignee | null;
  snoozedUntil: string | null;
  notes: number;
}

export interface ProblemCause {
  cause: string;
  title: string;
  count: number;
}

export interface ProblemPage {
  causes: ProblemCause[];
  items: ProblemItem[];
  nextCursor: string | null;
}

export interface ProblemBody {
  connection: Connection;
  verdict: VerdictBody;
  cause: string;
  harm: string;
  since: string;
  checkId: string | null;
  evidence: RequestEvidence[];
  mail: { language: Language; to: string[]; subject: string; body: string };
  supportText: string;
  assignee: Assignee | null;
  snoozedUntil: string | null;
  notes: { id: string; at: string; author: string; text: string }[];
}

export interface Incident {
  id: string;
  state: "open" | "closed";
  fault: "theirs" | "ours";
  host: string | null;
  kind: VerdictKind;
  title: string;
  explanation: string;
  openedAt: string;
  closedAt: string | null;
  connections: number;
  checksPostponed: number;
  nextLookAt: string | null;
}

export interface Invitation {
  id: string;
  email: string;
  state: "open" | "used" | "withdrawn" | "expired";
  createdAt: string;
  expiresAt: string;
  endedAt: string | null;
}

export interface Admission {
  connectionId: string;
  tenantName: string;
  connectionName: string;
  expiresAt: string;
}

export interface Receipt {
  connectionId: string;
  name: string;
  disconnectedAt: string;
  by: string;
  tokensDestroyed: { lastFour: string; at: string }[];
  data: "kept" | "erased";
  records: number;
  backupsExpireAt: string | null;
  statements: string[];
}

const aheadRoutes = {
  listProblems: { method: "GET", path: "/v1/problems" },
  getProblem: { method: "GET", path: "/v1/connections/{id}/problem" },
  sendProblemMail: { method: "POST", path: "/v1/connections/{id}/problem/mail" },
  snoozeProblem: { method: "POST", path: "/v1/connections/{id}/problem/snooze" },
  assignProblem: { method: "POST", path: "/v1/connections/{id}/problem/assign" },
  noteProblem: { method: "POST", path: "/v1/connections/{id}/problem/notes" },
  listOperators: { method: "GET", path: "/v1/operators" },
  setLanguage: { method: "PUT", path: "/v1/tenants/{id}/language" },
  confirmConnection: { method: "POST", path: "/v1/connections/{id}/confirm" },
  listIncidents: { method: "GET", path: "/v1/incidents" },
  createInvitation: { method: "POST", path: "/v1/connections/{id}/invitations" },
  listInvitations: { method: "GET", path: "/v1/connections/{id}/invitations" },
  withdrawInvitation: { method: "POST", path: "/v1/invitations/{id}/withdraw" },
  exchangeInvitation: { method: "POST", path: "/v1/invitations/exchange" },
  disconnectConnection: { method: "DELETE", path: "/v1/connections/{id}" },
  getReceipt: { method: "GET", path: "/v1/connections/{id}/receipt" },
} as const;

interface AheadAnswers {
  listProblems: ProblemPage;
  getProblem: ProblemBody;
  sendProblemMail: { sentTo: string[] };
  snoozeProblem: ProblemBody;
  assignProblem: ProblemBody;
  noteProblem: ProblemBody;
  listOperators: { items: Assignee[] };
  setLanguage: unknown;
  confirmConnection: Connection;
  listIncidents: { items: Incident[]; nextCursor: string | null };
  createInvitation: { id: string; url: string; expiresAt: string };
  listInvitations: { items: Invitation[] };
  withdrawInvitation: unknown;
  exchangeInvitation: Admission;
  disconnectConnection: Connection;
  getReceipt: Receipt;
}

/** Calls one of them. Throws `ApiProblem`. */
export async function callAhead<N extends keyof typeof aheadRoutes>(
  name: N,
  input: { id?: string; query?: object; body?: unknown; signal?: AbortSignal } = {},
): Promise<AheadAnswers[N]> {
  const { method, path } = aheadRoutes[name];
  const answer = await send(method, makeAddress(path, input.id, input.query), {
    body: input.body,
    signal: input.signal,
  });
  return answer as AheadAnswers[N];
}
