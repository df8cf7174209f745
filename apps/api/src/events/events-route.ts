import { AppError } from "@churned/domain/shared";
import { eventsPath } from "@churned/domain/routes";
import type { Hono } from "hono";
import { allowKey } from "../http/mount-operation.ts";
import type { Identify } from "../http/person.ts";
import type { ApiContext } from "../http/api-context.ts";
import type { ChangeHub } from "./change-hub.ts";

/** The route of the event stream. change-hub.ts describes its guarantees. */
export function mountEvents(app: Hono<ApiContext>, hub: ChangeHub, identify: Identify): void {
  app.get(eventsPath, async (c) => {
    const person = await identify(c.req.raw.headers);
    if (person === undefined) throw new AppError("UNAUTHENTICATED", "Sign in first.");
    c.set("person", person);
    if (person.key !== undefined) allowKey(person.key.scopes, "read");
    const answerHeaders = {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      // Without this header some proxies keep events back until their buffer is full.
      "X-Accel-Buffering": "no",
    };
    // This route also answers HEAD. An answer to HEAD has no body, so no stream is opened.
    if (c.req.method === "HEAD") return c.body(null, 200, answerHeaders);
    return c.body(hub.open(person), 200, { ...answerHeaders, "Transfer-Encoding": "chunked" });
  });
}
