/** The network addresses of callers, in one form for each caller, so that rate limits can count them. */
import { isIPv4, isIPv6 } from "node:net";
import { deviceTextMax, type RequestOrigin } from "@churned/domain/history";
import type { Logger } from "@churned/runtime";
import type { Context, MiddlewareHandler } from "hono";
import type { ApiContext } from "./api-context.ts";

const forwardedHeader = "x-forwarded-for";

/**
 * The caller's address. Behind our own proxy, the last address in `X-Forwarded-For` counts, because the caller can
 * write the earlier addresses.
 */
export function findCallerAddress(c: Context<ApiContext>, isProxyTrusted: boolean): string {
  const forwarded = isProxyTrusted ? c.req.header(forwardedHeader) : undefined;
  const last = forwarded?.split(",").at(-1)?.trim();
  return normalizeAddress(last || (c.env.incoming?.socket.remoteAddress ?? ""));
}

/** The origin of the request, for the audit. */
export function findOrigin(c: Context<ApiContext>, isProxyTrusted: boolean): RequestOrigin {
  return {
    id: c.get("requestId"),
    address: findCallerAddress(c, isProxyTrusted),
    device: c.req.header("user-agent")?.slice(0, deviceTextMax),
  };
}

/**
 * The part of an address that stands for one caller. An IPv4 address has no port, also if it was written as an IPv6
 * address (`::ffff:192.0.2.1`). Of an IPv6 address, only the network counts (its first 64 bits), because a caller
 * chooses the other bits. Returns "unknown" for a text that is no address.
 */
export function normalizeAddress(text: string): string {
  const withPort = /^(?<v4>[\d.]+):\d+$|^\[(?<v6>[^\]]+)\](:\d+)?$/.exec(text)?.groups;
  const [address = ""] = (withPort?.["v4"] ?? withPort?.["v6"] ?? text).split("%");
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return "unknown";
  const groups = listGroups(address);
  const isMapped = groups.slice(0, 6).join(":") === "0:0:0:0:0:ffff";
  if (!isMapped) return `${groups.slice(0, 4).join(":")}::/64`;
  const bits = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return bits.flatMap((pair) => [pair >> 8, pair & 0xff]).join(".");
}

/** The eight groups of an IPv6 address. */
function listGroups(address: string): readonly string[] {
  // A URL writes an IPv6 address in its shortest form, in lower case and without an IPv4 part.
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = shortest
    .split("::")
    .map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail];
}

/**
 * Tells the installer that the limits count all people behind a proxy as one address unless `TRUST_PROXY` is set: at
 * start, and at the first request that a proxy seems to have forwarded.
 */
export function warnOfUntrustedProxy(log: Pick<Logger, "info" | "warn">): MiddlewareHandler {
  log.info(
    {},
    "TRUST_PROXY is not true, so the limits on sign-in count the address that connects to the API. Behind a proxy, that is one address for all people: set TRUST_PROXY=true there.",
  );
  let hasWarned = false;
  return async (c, next) => {
    if (!hasWarned && c.req.header(forwardedHeader) !== undefined) {
      hasWarned = true;
      log.warn(
        {},
        "A request has the header X-Forwarded-For, but TRUST_PROXY is not true. If your proxy wrote the header, the limits on sign-in count all people as one address: set TRUST_PROXY=true.",
      );
    }
    await next();
  };
}
