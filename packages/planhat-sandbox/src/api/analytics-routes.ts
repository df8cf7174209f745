import { Hono } from "hono";

/** The analytics host, below `/analytics-host`: takes everything, keeps nothing, and always answers 200, as the real
 *  one does even for what it cannot use. The tenant's UUID in the path is all it asks for. */
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
