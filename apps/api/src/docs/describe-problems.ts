/** The problems (RFC 9457) in the OpenAPI document. */
import type { ErrorCode } from "@churned/domain/shared";
import * as wire from "@churned/domain/wire";
import type { ZodOpenApiOperationObject } from "zod-openapi";
import { errorStatus } from "../http/error-status.ts";
import { problemWords } from "../http/problem.ts";

type Responses = ZodOpenApiOperationObject["responses"];

/** The errors with which every operation can answer. */
export const always = ["UNAVAILABLE", "INTERNAL"] as const;
const retryAfter = { description: "Seconds to wait.", schema: { type: "integer" } } as const;

/** Every error with which this operation can answer. */
export function listErrors(operation: wire.Operation): ErrorCode[] {
  const hasInput = operation.body !== undefined || operation.query !== undefined;
  const codes: ErrorCode[] = [
    ...(operation.access === "anyone" ? [] : (["UNAUTHENTICATED", "FORBIDDEN"] as const)),
    ...(operation.subject === undefined ? [] : (["NOT_FOUND"] as const)),
    ...(hasInput ? (["VALIDATION"] as const) : []),
    ...(operation.body === undefined ? [] : (["LIMIT_EXCEEDED"] as const)),
    ...((operation.access !== "anyone" && operation.isForPeople !== true) ||
    operation.isTokenWrite === true
      ? (["RATE_LIMITED"] as const)
      : []),
    ...(operation.errors ?? []),
    ...always,
  ];
  return [...new Set(codes)];
}

/** One response for each status, with all codes that have this status. */
export function describeProblems(codes: readonly ErrorCode[]): Responses {
  const byStatus = Map.groupBy(codes, (code) => errorStatus[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      String(status),
      {
        description: same.map((code) => `\`${code}\`: ${problemWords[code].title}.`).join(" "),
        content: { "application/problem+json": { schema: wire.Problem } },
        ...(same.includes("RATE_LIMITED") || same.includes("UNAVAILABLE")
          ? { headers: { "Retry-After": retryAfter } }
          : {}),
      },
    ]),
  ) as Responses;
}
