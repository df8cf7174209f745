/** What callers send and handlers are given, by the name of an operation. */
import type { z } from "zod";
import type { Operations } from "./operations.ts";
import type { OperationName } from "./routes.ts";

/** What an operation's handler is given, and what a caller sends. */
export type QueryOf<N extends OperationName> = Operations[N] extends {
  query: infer Q extends z.ZodType;
}
  ? z.output<Q>
  : Record<never, never>;
export type QueryInputOf<N extends OperationName> = Operations[N] extends {
  query: infer Q extends z.ZodType;
}
  ? z.input<Q>
  : Record<never, never>;
export type BodyOf<N extends OperationName> = Operations[N] extends {
  body: infer B extends z.ZodType;
}
  ? z.output<B>
  : undefined;
export type BodyInputOf<N extends OperationName> = Operations[N] extends {
  body: infer B extends z.ZodType;
}
  ? z.input<B>
  : undefined;
/** JSON as PostgreSQL wrote it, to be sent as it stands. */
export interface JsonText {
  readonly json: string;
}
/** What an operation's handler gives. */
export type AnswerOf<N extends OperationName> = Operations[N] extends { isWritten: true }
  ? JsonText
  : ResponseOf<N>;
export type ResponseOf<N extends OperationName> = z.output<Operations[N]["response"]>;
