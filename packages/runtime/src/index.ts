export { EnvError, exitOnEnvError, parseEnv, SetupError } from "./env.ts";
export { createLogger, type LogFields, type Logger, type LogLevel } from "./logger.ts";
export {
  createMetrics,
  type Labels,
  type MetricOptions,
  type Metrics,
  type SettableGauge,
} from "./metrics.ts";
export { createShutdown, exitWithParent, type Shutdown } from "./shutdown.ts";
