import { AppError, notFound } from "@churned/domain/shared";
import { listOutbox } from "@churned/services/notification";
import type { Hono } from "hono";
import type { Person } from "./http/person.ts";
import type { ApiDeps } from "./deps.ts";
import type { ApiContext } from "./http/api-context.ts";
import { makeServiceContext } from "./service-context.ts";

/** The two accounts of the demo. The demo's seed makes them, and their passwords are public. */
const accounts = [
  { label: "Customer", email: "customer@acme.example", password: "demo-customer" },
  { label: "Operator", email: "operator@churned.example", password: "demo-operator" },
];

/**
 * Adds the routes of the demo: its accounts for the sign-in page, and its mails, which are not sent. Without the demo,
 * the routes answer 404.
 */
export function mountDemo(
  app: Hono<ApiContext>,
  deps: ApiDeps,
  identify: (headers: Headers) => Promise<Person | undefined>,
): void {
  const { DEMO, SANDBOX_URL } = deps.env;
  if (!DEMO) return;

  app.get("/v1/demo", (c) => {
    c.header("Cache-Control", "no-store");
    if (SANDBOX_URL === undefined) throw notFound("sandbox");
    return c.json({ accounts, sandboxUrl: SANDBOX_URL, outbox: true });
  });

  app.get("/v1/demo/outbox", async (c) => {
    const person = await identify(c.req.raw.headers);
    if (person === undefined) throw new AppError("UNAUTHENTICATED", "Sign in first.");
    c.set("person", person);
    // The mails contain links that set passwords.
    if (person.role !== "operator" || person.key !== undefined)
      throw new AppError("FORBIDDEN", "This is for operator accounts.");
    const actor = { kind: "operator", userId: person.user.id } as const;
    c.header("Cache-Control", "no-store");
    return c.json({ items: await listOutbox(makeServiceContext(deps, { actor })) });
  });
}
