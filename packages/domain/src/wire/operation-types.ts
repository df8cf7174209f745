/** The types of an operation's query, body and answer, by the name of the operation. */
import type { z } from "zod";
import type { Operations } from "./operations.ts";
import type { OperationName } from "./routes.ts";

/** The query of an operation. `QueryOf`: as the handler gets it. `QueryInputOf`: as a caller sends it. */
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
/** JSON that PostgreSQL wrote and that the API sends unchanged. */
export interface JsonText {
  readonly json: string;
}
/** The value that the handler of an operation returns. */
export type AnswerOf<N extends OperationName> = Operations[N] extends { isWritten: true }
  ? JsonText
  : ResponseOf<N>;
export type ResponseOf<N extends OperationName> = z.output<Operations[N]["response"]>;
