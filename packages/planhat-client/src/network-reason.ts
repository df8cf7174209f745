import type { PlanhatErrorReason } from "./errors.ts";

type NetworkReason = Extract<
  PlanhatErrorReason,
  | "unknown_host"
  | "dns"
  | "refused"
  | "no_route"
  | "connection_lost"
  | "tls"
  | "connect_timeout"
  | "network"
>;

const CODES: readonly (readonly [NetworkReason, RegExp])[] = [
  ["unknown_host", /^(ENOTFOUND|ENODATA)$/],
  ["dns", /^(EAI_\w+|ESERVFAIL)$/],
  ["refused", /^(ECONNREFUSED|ConnectionRefused)$/],
  ["no_route", /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/],
  ["connect_timeout", /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/],
  ["tls", /CERT|^(EPROTO|ERR_SSL|ERR_TLS|UNABLE_TO|HOSTNAME_MISMATCH)/],
  [
    "connection_lost",
    /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_\w*ABORTED|HPE_\w+|ConnectionClosed)$/,
  ],
];

/** Why no answer came, from the codes of a fetch's error and its causes; `network` if no code is known. */
export function classifyNetworkError(error: unknown): NetworkReason {
  for (const code of listCodes(error, 0)) {
    const known = CODES.find(([, pattern]) => pattern.test(code));
    if (known) return known[0];
  }
  return "network";
}

function listCodes(error: unknown, depth: number): string[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  // Happy Eyeballs tries several addresses and reports all their errors as one AggregateError.
  const tried: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [...own, ...[...tried, error.cause].flatMap((inner) => listCodes(inner, depth + 1))];
}
