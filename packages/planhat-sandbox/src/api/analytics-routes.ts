import { Hono } from "hono";

/** The analytics host, below `/analytics-host`. It accepts everything, stores nothing, and always answers 200, like the
 *  real one, even for data that it cannot use. It needs only the tenant's UUID in the path. */
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
