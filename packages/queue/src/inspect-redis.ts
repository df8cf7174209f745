/**
 * Finds out whether BullMQ can work on a Redis. BullMQ itself would only repeat the same error for ever, as fast as it
 * can.
 */
import type { Redis } from "ioredis";

/**
 * Whether the queues can be used now. `away`: not now, but perhaps later without a change of the settings. `full`:
 * Redis has no memory left. `unfit`: somebody must change the settings of Redis or of this process. The reason is a
 * fixed text without data of the server.
 */
export type QueueHealth =
  | { readonly state: "ok" }
  | { readonly state: "away" | "full" | "unfit"; readonly reason: string };

/**
 * The kinds of commands that BullMQ's scripts run, on a key of ours. Commands in a script need the same permissions.
 */
const probeScript = `
  for _, command in ipairs({
    {'SET', KEYS[1], '1'}, {'GET', KEYS[1]}, {'INCR', KEYS[1]}, {'PEXPIRE', KEYS[1], '1000'}, {'DEL', KEYS[1]},
    {'HSET', KEYS[1], 'a', '1'}, {'HMGET', KEYS[1], 'a'}, {'DEL', KEYS[1]},
    {'LPUSH', KEYS[1], 'a'}, {'LREM', KEYS[1], '0', 'a'}, {'LLEN', KEYS[1]},
    {'SADD', KEYS[1], 'a'}, {'SREM', KEYS[1], 'a'},
    {'ZADD', KEYS[1], '0', 'a'}, {'ZRANGE', KEYS[1], '0', '0'}, {'ZREM', KEYS[1], 'a'},
    {'XADD', KEYS[1], '*', 'a', '1'}, {'XTRIM', KEYS[1], 'MAXLEN', '0'}, {'DEL', KEYS[1]}
  }) do redis.call(unpack(command)) end`;

const texts = {
  away: "the queue is not reachable",
  replica: "the queue's Redis is a read-only replica",
  full: "the queue's Redis has no memory left",
  noInfo:
    "the user of REDIS_URL may not run the command INFO, which the queue needs; allow it, for example with ACL SETUSER name +info",
  noCommands:
    "the user of REDIS_URL may not run the commands of the queue; allow all commands except the dangerous ones, INFO, and the keys of the queue, for example with ACL SETUSER name +@all -@dangerous +info ~{churned-*",
  login: "Redis refuses the user name or the password in REDIS_URL",
  cluster:
    "the Redis of REDIS_URL runs in cluster mode, which the queue cannot use; use a Redis with cluster-enabled no",
  eviction:
    "the Redis of REDIS_URL may remove waiting jobs when its memory is full; set its maxmemory-policy to noeviction",
} as const;

const unfit = (reason: string): QueueHealth => ({ state: "unfit", reason });

/**
 * Runs every kind of command that the queues need, on `probeKey`. `redis` is undefined if it is not connected. Then
 * `lastError` is the last error of the connection.
 */
export async function inspectRedis(
  redis: Redis | undefined,
  probeKey: string,
  lastError: Error | undefined,
): Promise<QueueHealth> {
  if (redis === undefined) return explain(lastError, texts.login);
  try {
    const info = await redis.info();
    if (/^redis_mode:cluster|^cluster_enabled:1/m.test(info)) return unfit(texts.cluster);
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    if (policy !== undefined && policy !== "noeviction") return unfit(texts.eviction);
  } catch (error) {
    return explain(error, texts.noInfo);
  }
  try {
    await redis.client("SETNAME", "churned");
    await redis.eval(probeScript, 1, probeKey);
    await redis.bzpopmin(probeKey, 0.01);
    return { state: "ok" };
  } catch (error) {
    return explain(error, texts.noCommands);
  }
}

function explain(error: unknown, forbidden: string): QueueHealth {
  const message = error instanceof Error ? error.message : "";
  if (/\bMOVED\b|\bCROSSSLOT\b/.test(message)) return unfit(texts.cluster);
  if (/\bNOAUTH\b|\bWRONGPASS\b|invalid password/.test(message)) return unfit(texts.login);
  if (/\bNOPERM\b|can't run this command|permissions to (run|access)/i.test(message))
    return unfit(forbidden);
  if (/\bOOM\b/.test(message)) return { state: "full", reason: texts.full };
  if (/\bREADONLY\b/.test(message)) return { state: "away", reason: texts.replica };
  return { state: "away", reason: texts.away };
}
