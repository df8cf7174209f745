import type { HttpBindings } from "@hono/node-server";
import type { ErrorCode } from "@churned/domain/shared";
import type { Person } from "./person.ts";

/** The variables of a request in our handlers. */
export interface ApiContext {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    person?: Person;
    problemCode?: ErrorCode;
  };
}
