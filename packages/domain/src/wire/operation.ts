/** What an operation of the HTTP API is made of. */
import type { z } from "zod";
import type { CallerRole } from "../shared/actor.ts";
import type { ErrorCode } from "../shared/errors.ts";

/** Of whom a path's `{id}` is; the wall tests put another tenant's there. */
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
  /** What `{id}` in the path names. */
  readonly subject?: Subject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A body that is right in form, for the docs and the wall tests. */
  readonly bodyExample?: unknown;
  readonly status: 200 | 201 | 202;
  readonly response: z.ZodType;
  /** Where the answer is a file that is streamed: its media types, each with what it holds. `response` is `Download`. */
  readonly streams?: Readonly<Record<string, { readonly description: string }>>;
  /** True where the answer is JSON that PostgreSQL wrote, sent as it stands: no number is rounded on the way. */
  readonly isWritten?: true;
  /** Errors beyond those that any call can have. */
  readonly errors?: readonly ErrorCode[];
  /** True for writes that cost more than most and are limited more tightly. */
  readonly isTokenWrite?: boolean;
}
