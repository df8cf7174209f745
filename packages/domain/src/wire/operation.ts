/** The description of one operation of the HTTP API. */
import type { z } from "zod";
import type { CallerRole } from "../shared/actor.ts";
import type { ErrorCode } from "../shared/errors.ts";

/** What the `{id}` of a path identifies. The wall tests try every operation with the id of another tenant. */
export type Subject =
  | "tenant"
  | "connection"
  | "check"
  | "sync"
  | "sync_request"
  | "incident"
  | "invitation";

export interface Operation {
  readonly summary: string;
  /** Who may call it; `anyone` needs no sign-in. */
  readonly access: "anyone" | readonly CallerRole[];
  /** What the `{id}` of the path identifies. */
  readonly subject?: Subject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A valid body, for the docs and the wall tests. */
  readonly bodyExample?: unknown;
  readonly status: 200 | 201 | 202;
  readonly response: z.ZodType;
  /** For a streamed file: its media types, each with a description. `response` is `Download` then. */
  readonly streams?: Readonly<Record<string, { readonly description: string }>>;
  /** True if the answer is JSON that PostgreSQL wrote and that is sent unchanged, so that no number is rounded. */
  readonly isWritten?: true;
  /** Errors beyond those that every operation can answer. */
  readonly errors?: readonly ErrorCode[];
  /** True for saving and testing tokens, which have a lower rate limit because they cause calls to Planhat. */
  readonly isTokenWrite?: boolean;
}
