import { Client } from "pg";

/**
 * Throws if the installed driver lacks a feature that `PooledClient` needs and that the compiler cannot check. Another
 * version of the driver would not fail by itself: it ignores unknown options and sends statements one by one.
 */
export function checkDriver(client: Client = new Client({ pipeline: true })): void {
  const { stream } = client.connection;
  const needs = {
    "the option pipeline": client.pipeline,
    "a stream that holds writes back": "cork" in stream,
    "query(config, values, callback)": client.query.length === 3,
  };
  const missing = Object.entries(needs).flatMap(([name, isThere]) => (isThere ? [] : [name]));
  if (missing.length > 0)
    throw new Error(
      `This version of the driver "pg" lacks ${missing.join(" and ")}. See ADR 0010.`,
    );
}
