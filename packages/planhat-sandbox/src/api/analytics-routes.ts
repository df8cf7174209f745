import { Hono } from "hono";

/** The analytics host, below `/analytics-host`. It accepts everything and stores nothing. Like Planhat's analytics
 *  host, it always answers 200, even for data that it cannot use. The path must contain the tenant's UUID; no token
 *  is needed. */
export function makeAnalyticsRoutes(): Hono {
  const app = new Hono();
  app.post("/analytics-host/analytics/*", (c) => c.json({}));
  app.post("/analytics-host/dock/segment", (c) => c.json({}));
  app.post("/analytics-host/dimensiondata/:tenant", async (c) => {
    const body: unknown = await c.req.json().catch(() => []);
    return c.json({ processed: [body].flat().length, errors: [] });
  });
  return app;
}
