import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("renders what was counted, observed and set, beside Node's own metrics", async () => {
  const metrics = createMetrics();
  metrics
    .counter({ name: "checks_total", help: "h", labels: ["verdict"] })
    .add({ verdict: "connected" }, 2);
  metrics.histogram({ name: "check_duration_seconds", help: "h", buckets: [1, 20] }).observe({}, 3);
  metrics.gauge({
    name: "queue_waiting",
    help: "h",
    labels: ["queue"],
    collect: (gauge) => gauge.set({ queue: "sync" }, 7),
  });
  const text = await metrics.render();
  expect(text).toContain('checks_total{verdict="connected"} 2');
  expect(text).toContain('check_duration_seconds_bucket{le="20"} 1');
  expect(text).toContain('queue_waiting{queue="sync"} 7');
  expect(text).toContain("nodejs_eventloop_lag_seconds");
});

test("refuses a label that names a customer", () => {
  const metrics = createMetrics();
  expect(() => metrics.counter({ name: "x", help: "h", labels: ["tenantId"] })).toThrow("tenantId");
});

test("two registries do not see each other", async () => {
  const [one, two] = [createMetrics(), createMetrics()];
  one.counter({ name: "only_one_total", help: "h" }).add({});
  expect(await two.render()).not.toContain("only_one_total");
});
