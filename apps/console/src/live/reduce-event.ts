/**
 * Finds the cached answers that an event invalidates. An event contains only the id of the changed row, so the page
 * must read the row again. The functions are pure.
 */
import type { ChangeEvent } from "@churned/domain/routes";
import { eventTopics } from "@churned/domain/routes";

export type Key = readonly string[];

export interface Touched {
  /** To be read again at once, because a person may be waiting for the data. */
  readonly now: readonly Key[];
  /** Lists that many events invalidate. They are read again a moment later, once for all these events. */
  readonly soon: readonly Key[];
}

/** Parses an event; undefined if the text is no event. */
export function parseEvent(text: string): ChangeEvent | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { topic, id, connectionId } = value as Record<string, unknown>;
    const known = eventTopics.find((name) => name === topic);
    if (known === undefined || typeof id !== "string") return undefined;
    return { topic: known, id, ...(typeof connectionId === "string" ? { connectionId } : {}) };
  } catch {
    return undefined;
  }
}

export function reduceEvent(event: ChangeEvent): Touched {
  const { topic, id } = event;
  // An event without a connection's id invalidates the lists of every connection. Only shown lists are read again.
  const of = event.connectionId === undefined ? [] : [event.connectionId];
  switch (topic) {
    case "connection":
      return {
        now: [
          ["connection", "one", id],
          ["connection", "own"],
          ["estimate", id],
          ["inbox", "one", id],
          ["invitation", id],
        ],
        soon: [
          ["connection", "list"],
          ["inbox", "list"],
          ["timeline", id],
          ["mail", id],
        ],
      };
    case "check":
      return {
        now: [
          ["check", "one", id],
          ["check", "list", ...of],
        ],
        soon: [["timeline", ...of]],
      };
    case "held_deletes":
      return {
        now: [
          ["held_deletes"],
          ["sync", "list", ...of],
          ["inbox", "list"],
          ["inbox", "one", ...of],
        ],
        soon: [["timeline", ...of]],
      };
    case "sync":
      return {
        now: [["sync", "list", ...of]],
        soon: [
          ["timeline", ...of],
          ["records", ...of],
          ["custom_fields", ...of],
        ],
      };
    case "sync_request":
      return { now: [["sync_request"]], soon: [["timeline", ...of]] };
    case "records":
      return { now: [], soon: [["records", ...of]] };
    case "incident":
      return { now: [["incident"]], soon: [] };
    case "invitation":
      return { now: [["invitation", ...of]], soon: [["timeline", ...of]] };
    case "person":
      return { now: [["people"]], soon: [["operators"]] };
    case "api_key":
      return { now: [], soon: [] };
    case "notification":
      return {
        now: [["outbox"], ["mail", ...of]],
        soon: [
          ["timeline", ...of],
          ["inbox", "list"],
        ],
      };
  }
}
