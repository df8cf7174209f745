import { pino } from "pino";
import { countRepeats } from "./count-repeats.ts";
import { scrubFields, scrubText } from "./scrub.ts";

/**
 * The fields of a log line: names and counts, never payloads. An error may be the value of any key and is written as
 * plain data.
 */
export type LogFields = Readonly<Record<string, unknown>>;

/** The only interface for logging that other packages use. `error` means that somebody must look. */
export type Logger = {
  debug: (fields: LogFields, message: string) => void;
  info: (fields: LogFields, message: string) => void;
  warn: (fields: LogFields, message: string) => void;
  error: (fields: LogFields, message: string) => void;
  /** A logger that adds these fields to each of its lines. */
  child: (fields: LogFields) => Logger;
};

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** The second protection, in pino itself: it hides these fields if a value ever reaches pino without the scrubber. */
const REDACTED_PATHS = ["authorization", "cookie", "token", "sealed", "ciphertext", "password"];

/**
 * Makes a logger that writes one JSON object per line. It writes synchronously, so that the last lines before an exit
 * are not lost. A warning or an error that repeats is written once a minute, with the number as `repeated`; the number of
 * the last minute before an exit is lost. The logger scrubs every line (see `scrub.ts`): the value of a secret key never
 * leaves the process. `destination` is stdout by default.
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
      // The scrubber has already made plain data of errors. pino's own serializer would add the errors' properties
      // again.
      serializers: { err: (error: unknown) => error },
      redact: { paths, censor: "[redacted]" },
    },
    options.destination ?? pino.destination({ fd: 1, sync: true }),
  );
  return wrap(lines, {}, countRepeats());
}

function wrap(
  lines: pino.Logger,
  bound: LogFields,
  unlessRepeated: ReturnType<typeof countRepeats>,
): Logger {
  const writeAt =
    (level: "debug" | "info" | "warn" | "error") =>
    (fields: LogFields, message: string): void => {
      if (!lines.isLevelEnabled(level)) return;
      const scrubbed = scrubFields({ ...bound, ...fields });
      const text = scrubText(message);
      const write = (more: LogFields): void => lines[level]({ ...scrubbed, ...more }, text);
      if (level === "debug" || level === "info") write({});
      else unlessRepeated(JSON.stringify([level, text, scrubbed], withoutStack), write);
    };
  return {
    debug: writeAt("debug"),
    info: writeAt("info"),
    warn: writeAt("warn"),
    error: writeAt("error"),
    child: (fields) => wrap(lines, { ...bound, ...fields }, unlessRepeated),
  };
}

/** The stack of the same error may differ, for example in the lines of the runtime. */
const withoutStack = (key: string, value: unknown): unknown =>
  key === "stack" ? undefined : value;
