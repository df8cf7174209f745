import type { HttpBindings } from "@hono/node-server";
import type { ErrorCode } from "@churned/domain/shared";
import type { Person } from "./person.ts";

/** The variables of a request in our handlers. */
export interface ApiContext {
  Bindings: Partial<HttpBindings> & {
    /** True if the request is not valid HTTP. Only our own server sets this. */
    readonly isMalformed?: boolean;
  };
  Variables: {
    requestId: string;
    person?: Person;
    problemCode?: ErrorCode;
    /** The page may add style elements with this nonce. */
    styleNonce?: string;
  };
}
