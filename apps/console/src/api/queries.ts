/** The queries of all pages, with their cache keys. Events invalidate these keys: see live/reduce-event.ts. */
import { call, send } from "./call.ts";
import type { ConnectionMail, Series } from "./types.ts";
import { ApiProblem, isUnanswered } from "./problem.ts";
import { parseExactly, showRecord } from "./shown-record.ts";
import type { ConnectionState } from "@churned/domain/connection";
import type { ModelName } from "@churned/domain/plan";
import type { SeriesRange } from "@churned/domain/series";
import type { VerdictKind } from "@churned/domain/verdict";

/** True for the text of an id. */
const isId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

const rowsPerPage = 100;
const mailPollMs = 10_000;

interface MailPages {
  readonly pages: readonly { readonly items: readonly ConnectionMail[] }[];
}
const isOnItsWay = ({ to }: ConnectionMail): boolean => to.some(({ state }) => state === "queued");

/** Filters and order of the operator's list. Without filters: all connections, sorted by name. */
export interface ConnectionFilters {
  readonly q?: string;
  readonly state?: ConnectionState;
  readonly verdict?: VerdictKind;
  readonly sort?: ConnectionSort;
  readonly incidentId?: string;
  readonly incidentPart?: "failed" | "waits" | undefined;
}

export const connectionSorts = ["name", "-name", "checkedAt", "-checkedAt"] as const;
export type ConnectionSort = (typeof connectionSorts)[number];

interface Paged {
  readonly nextCursor: string | null;
}

export const paging = {
  initialPageParam: "",
  getNextPageParam: (page: Paged) => page.nextCursor ?? undefined,
};

export const queries = {
  me: () => ({
    queryKey: ["me"],
    queryFn: ({ signal }: { signal: AbortSignal }) => call("getMe", { signal }),
  }),
  ownConnections: () => ({
    queryKey: ["connection", "own"],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("listConnections", { query: { limit: 50 }, signal }),
  }),
  connection: (id: string) => ({
    queryKey: ["connection", "one", id],
    queryFn: ({ signal }: { signal: AbortSignal }) => call("getConnection", { id, signal }),
  }),
  connections: (filters: ConnectionFilters) => ({
    queryKey: ["connection", "list", filters],
    read: (cursor: string, signal: AbortSignal) =>
      call("listConnections", {
        query: { limit: 200, ...filters, ...(cursor === "" ? {} : { cursor }) },
        signal,
      }),
  }),
  /** The first connections with this text in their names, or the connection with this id. */
  found: (text: string) => ({
    queryKey: ["connection", "list", "found", text],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      if (text === "") return [];
      if (!isId(text))
        return (await call("listConnections", { query: { limit: 8, q: text }, signal })).items;
      try {
        return [await call("getConnection", { id: text, signal })];
      } catch (error) {
        if (error instanceof ApiProblem && error.code === "NOT_FOUND") return [];
        throw error;
      }
    },
  }),
  connectionCount: (state?: ConnectionState) => ({
    queryKey: ["connection", "list", "count", state ?? "all"],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const query = state === undefined ? { limit: 1 } : { limit: 1, state };
      const { total, isAtLeast } = await call("listConnections", { query, signal });
      return { total, isAtLeast };
    },
  }),
  incidentCount: (incidentId: string, incidentPart: "failed" | "waits") => ({
    queryKey: ["connection", "list", "count", incidentId, incidentPart],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const query = { limit: 1, incidentId, incidentPart };
      const { total, isAtLeast } = await call("listConnections", { query, signal });
      return { total, isAtLeast };
    },
  }),
  check: (id: string) => ({
    queryKey: ["check", "one", id],
    queryFn: ({ signal }: { signal: AbortSignal }) => call("getCheck", { id, signal }),
  }),
  checks: (connectionId: string, limit = 20) => ({
    queryKey: ["check", "list", connectionId, limit],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("listChecks", { id: connectionId, query: { limit }, signal }),
  }),
  estimate: (connectionId: string) => ({
    queryKey: ["estimate", connectionId],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("getEstimate", { id: connectionId, signal }),
  }),
  syncRequests: (connectionId?: string) => ({
    queryKey: ["sync_request", "list", connectionId ?? "all"],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("listSyncRequests", {
        query: { limit: 100, ...(connectionId === undefined ? {} : { connectionId }) },
        signal,
      }),
  }),
  // The largest page that the API allows, because the request that has waited longest comes last.
  waitingRequests: () => ({
    queryKey: ["sync_request", "list", "waiting"],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("listSyncRequests", { query: { limit: 1_000, state: "waiting" }, signal }),
  }),
  // The worker counts every minute, and no event says so.
  series: (range: SeriesRange) => ({
    queryKey: ["series", range],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("getSeries", { query: { range }, signal }),
    refetchInterval: 20_000,
    // The charts of the former range stay until those of the chosen range are there.
    placeholderData: (before: Series | undefined) => before,
  }),
  syncs: (connectionId: string) => ({
    queryKey: ["sync", "list", connectionId],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("listSyncs", { id: connectionId, query: { limit: 20 }, signal }),
  }),
  timeline: (connectionId: string) => ({
    queryKey: ["timeline", connectionId],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string }) =>
      call("listTimeline", {
        id: connectionId,
        query: { limit: 50, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    ...paging,
  }),
  mails: (connectionId: string) => ({
    queryKey: ["mail", connectionId],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string }) =>
      call("listMails", {
        id: connectionId,
        query: { limit: 20, ...(pageParam === "" ? {} : { cursor: pageParam }) },
        signal,
      }),
    ...paging,
    // Customers get no events about mail. So a queued mail is read again until it is sent.
    refetchInterval: ({ state }: { readonly state: { readonly data?: MailPages | undefined } }) =>
      state.data?.pages.some(({ items }) => items.some(isOnItsWay)) === true ? mailPollMs : false,
  }),
  // No event invalidates this key: pages land several times a second, and the counts need not follow each page.
  recordCounts: (connectionId: string) => ({
    queryKey: ["record_counts", connectionId],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("countRecords", { id: connectionId, signal }),
    refetchInterval: 30_000,
  }),
  records: (connectionId: string, model: ModelName | undefined) => ({
    queryKey: ["records", connectionId, model ?? "all"],
    queryFn: async ({ signal, pageParam }: { signal: AbortSignal; pageParam: string }) => {
      const { items, nextCursor } = await call("listRecords", {
        id: connectionId,
        query: {
          limit: rowsPerPage,
          ...(model === undefined ? {} : { model }),
          ...(pageParam === "" ? {} : { cursor: pageParam }),
        },
        signal,
        parse: parseExactly,
      });
      return { items: items.map(showRecord), nextCursor };
    },
    ...paging,
  }),
};

/** What the demo of `npm start` adds. Without the demo, these calls answer 404. */
export interface Demo {
  readonly accounts: readonly { label: string; email: string; password: string }[];
  readonly sandboxUrl: string;
  readonly outbox: boolean;
}

/** A mail in the demo's outbox. */
export interface OutboxMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly createdAt: string;
  /** Null while the mail waits to be joined with other mails to the same person. */
  readonly sentAt: string | null;
}

export const demoQueries = {
  demo: () => ({
    queryKey: ["demo"],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      try {
        return (await send("GET", "/v1/demo", { signal })) as Demo;
      } catch (error) {
        // A 404 means "no demo" and is kept. A call without an answer is repeated.
        if (isUnanswered(error)) throw error;
        return null;
      }
    },
    staleTime: Infinity,
  }),
  outbox: () => ({
    queryKey: ["outbox"],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      (await send("GET", "/v1/demo/outbox", { signal })) as { items: OutboxMail[] },
  }),
};
