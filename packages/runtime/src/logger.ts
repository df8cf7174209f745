import { pino } from "pino";
import { scrubFields, scrubText } from "./scrub.ts";

/** Names and counts, never payloads. Errors go under any key and are flattened. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What the rest of the code knows of logging. `error` means that someone must look. */
export type Logger = {
  debug: (fields: LogFields, message: string) => void;
  info: (fields: LogFields, message: string) => void;
  warn: (fields: LogFields, message: string) => void;
  error: (fields: LogFields, message: string) => void;
  /** A logger that adds these fields to each of its lines. */
  child: (fields: LogFields) => Logger;
};

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** Second wall, in pino itself, should a field ever reach it around the scrubber. */
const REDACTED_PATHS = ["authorization", "cookie", "token", "sealed", "ciphertext", "password"];

/**
 * Makes a logger that writes one JSON object per line, synchronously, so that the last lines before an exit
 * are there. Every line is scrubbed (see `scrub.ts`): values of secret keys never leave the process.
 * `destination` is stdout unless given.
 */
export function createLogger(options: {
  name: string;
  level: LogLevel;
  destination?: { write: (line: string) => void };
}): Logger {
  const paths = REDACTED_PATHS.flatMap((path) => [path, `*.${path}`]);
  const lines = pino(
    {
      level: options.level,
      base: { name: options.name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // The scrubber has flattened errors already; pino's serializer would add their own properties again.
      serializers: { err: (error: unknown) => error },
      redact: { paths, censor: "[redacted]" },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
  return wrap(lines, {});
}

function wrap(lines: pino.Logger, bound: LogFields): Logger {
  const write =
    (level: "debug" | "info" | "warn" | "error") =>
    (fields: LogFields, message: string): void => {
      if (!lines.isLevelEnabled(level)) return;
      lines[level](scrubFields({ ...bound, ...fields }), scrubText(message));
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    child: (fields) => wrap(lines, { ...bound, ...fields }),
  };
}
