import { DatabaseError } from "pg";

/** Errors of the network, of Node. */
const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
]);
/** Errors of the driver, which have no code. */
const driverTexts =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after)/;

/**
 * The connection failed (08…), or PostgreSQL refuses or ended the session: too many connections (53300), no connections
 * accepted now (55000, 57P03), shut down (57P01, 57P02), database dropped (57P04), session idle too long (57P05), or
 * the server became a standby (25006).
 */
const serverCodes = /^(08...|25006|53300|55000|57P0[1-5])$/;

/** Whether an error, or one of its causes, says that PostgreSQL cannot be reached now. A later attempt may succeed. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  if (error instanceof DatabaseError) return serverCodes.test(error.code ?? "");
  if (typeof code === "string" && networkCodes.has(code)) return true;
  if (driverTexts.test(error.message)) return true;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  return isDatabaseAway(error.cause);
}
