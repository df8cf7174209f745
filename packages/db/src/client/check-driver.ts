import { Client, Query } from "pg";

/**
 * Throws if the installed driver lacks a feature that `PooledClient` needs and that the compiler cannot check. A driver
 * without the feature would not fail by itself: it would ignore the unknown option and send statements one by one.
 */
export function checkDriver(client: Client = new Client({ pipeline: true })): void {
  const { stream } = client.connection;
  const needs = {
    "the option pipeline": client.pipeline,
    "a stream that holds writes back": "cork" in stream,
    "query(config, values, callback)": client.query.length === 3,
    "queries that take the data of a COPY": "handleCopyData" in Query.prototype,
  };
  const missing = Object.entries(needs).flatMap(([name, isThere]) => (isThere ? [] : [name]));
  if (missing.length > 0)
    throw new Error(
      `This version of the driver "pg" lacks ${missing.join(" and ")}. See ADR 0010.`,
    );
}
