import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Names in snake_case with the unit last (`check_duration_seconds`); labels from small closed sets only. */
export type MetricOptions<L extends string> = { name: string; help: string; labels?: readonly L[] };

/** A value for each label of the metric. */
export type Labels<L extends string> = Readonly<Record<L, string>>;

/** A process's own numbers, with no tenant in any label. */
export type Metrics = {
  /** Only grows. */
  counter: <L extends string = never>(
    options: MetricOptions<L>,
  ) => { add: (labels: Labels<L>, by?: number) => void };
  /** Durations in seconds by default buckets of 5 ms to 10 s; else give `buckets`. */
  histogram: <L extends string = never>(
    options: MetricOptions<L> & { buckets?: readonly number[] },
  ) => { observe: (labels: Labels<L>, value: number) => void };
  /** `collect` runs before each scrape and may set values then; keep it quick. */
  gauge: <L extends string = never>(
    options: MetricOptions<L> & { collect?: (gauge: SettableGauge<L>) => Promise<void> | void },
  ) => SettableGauge<L>;
  /** Prometheus text of all metrics, for `GET /metrics` with `contentType`. */
  render: () => Promise<string>;
  contentType: string;
};

export type SettableGauge<L extends string> = { set: (labels: Labels<L>, value: number) => void };

/** Labels that name a customer: they leak who our customers are and grow without bound. */
const FORBIDDEN_LABEL = /tenant|customer|connection|user|email|token/i;

/**
 * Makes a registry of its own with Node's default metrics (memory, event loop, GC).
 * Throws on a label that names a tenant, connection or person, and on a name taken twice.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    counter: (options) => {
      const counter = new Counter({ ...describe(options), registers: [registry] });
      return { add: (labels, by = 1) => counter.inc(labels, by) };
    },
    histogram: (options) => {
      const histogram = new Histogram({
        ...describe(options),
        ...(options.buckets === undefined ? {} : { buckets: [...options.buckets] }),
        registers: [registry],
      });
      return { observe: (labels, value) => histogram.observe(labels, value) };
    },
    gauge: (options) => {
      const { collect } = options;
      const settable = { set: (labels: Labels<string>, value: number) => gauge.set(labels, value) };
      const gauge: Gauge = new Gauge({
        ...describe(options),
        registers: [registry],
        ...(collect === undefined ? {} : { collect: () => collect(settable) }),
      });
      return settable;
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function describe(options: MetricOptions<string>): {
  name: string;
  help: string;
  labelNames: string[];
} {
  const labelNames = [...(options.labels ?? [])];
  const forbidden = labelNames.find((label) => FORBIDDEN_LABEL.test(label));
  if (forbidden !== undefined) {
    throw new Error(`metric ${options.name} must not have the label ${forbidden}`);
  }
  return { name: options.name, help: options.help, labelNames };
}
