import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/**
 * A name is in snake_case and ends with the unit (`check_duration_seconds`). The values of a label come from a small
 * closed set.
 */
export type MetricOptions<L extends string> = { name: string; help: string; labels?: readonly L[] };

/** A value for each label of the metric. */
export type Labels<L extends string> = Readonly<Record<L, string>>;

/** The metrics of one process. No label names a tenant. */
export type Metrics = {
  /** A number that only grows. */
  counter: <L extends string = never>(
    options: MetricOptions<L>,
  ) => { add: (labels: Labels<L>, by?: number) => void };
  /**
   * Counts values in buckets. The default buckets are for durations in seconds, from 5 ms to 10 s; other values need
   * `buckets`.
   */
  histogram: <L extends string = never>(
    options: MetricOptions<L> & { buckets?: readonly number[] },
  ) => { observe: (labels: Labels<L>, value: number) => void };
  /** `collect` runs before each scrape and may set values. It must be quick. */
  gauge: <L extends string = never>(
    options: MetricOptions<L> & { collect?: (gauge: SettableGauge<L>) => Promise<void> | void },
  ) => SettableGauge<L>;
  /** All metrics in Prometheus's text format, for `GET /metrics`, which answers with `contentType`. */
  render: () => Promise<string>;
  contentType: string;
};

export type SettableGauge<L extends string> = { set: (labels: Labels<L>, value: number) => void };

/** Labels that name a customer. They show who our customers are, and the number of their values has no limit. */
const FORBIDDEN_LABEL = /tenant|customer|connection|user|email|token/i;

/**
 * Makes a separate registry with Node's default metrics (memory, event loop, GC). Throws where a label names a
 * tenant, a connection or a person, and where a name is already used.
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
