/** The description of one operation of the HTTP API. */
import type { z } from "zod";
import type { ReadAction } from "../history/audit.ts";
import type { CallerRole } from "../shared/actor.ts";
import type { ErrorCode } from "../shared/errors.ts";

/**
 * The kind of row that the `{id}` in a path identifies. The wall tests, which check that tenants are kept apart, call
 * every operation with an id of another tenant.
 */
export type Subject =
  | "tenant"
  | "connection"
  | "check"
  | "sync"
  | "sync_request"
  | "incident"
  | "invitation"
  | "person"
  | "api_key";

export interface Operation {
  readonly summary: string;
  /** Who may call the operation. `anyone`: without signing in. */
  readonly access: "anyone" | readonly CallerRole[];
  /** True if only people may call the operation. An API key never may, whatever its scopes are. */
  readonly isForPeople?: true;
  /** The kind of row that the `{id}` of the path identifies. */
  readonly subject?: Subject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A valid body, for the documentation and the wall tests. */
  readonly bodyExample?: unknown;
  readonly status: 200 | 201 | 202;
  readonly response: z.ZodType;
  /** For an operation that streams a file: its media types, each with a description. `response` is then `Download`. */
  readonly streams?: Readonly<Record<string, { readonly description: string }>>;
  /** True if PostgreSQL wrote the answer as JSON, and the API sends it unchanged, so that no number is rounded. */
  readonly isWritten?: true;
  /** The errors that this operation can answer, in addition to the errors of every operation. */
  readonly errors?: readonly ErrorCode[];
  /** For a read of sensitive data: the action that the audit logs. The subject is a connection, or there is none. */
  readonly logsRead?: ReadAction;
  /** True for saving and testing tokens, which have a lower rate limit because they cause calls to Planhat. */
  readonly isTokenWrite?: boolean;
}
