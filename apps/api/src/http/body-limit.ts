import { AppError } from "@churned/domain/shared";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

const bodyMaxKib = 64;

/** The limit in words, for the error and its page. */
export const bodyMaxInWords = `${bodyMaxKib} KiB`;

const refuseLarge = bodyLimit({
  maxSize: bodyMaxKib * 1024,
  onError: () => {
    throw new AppError("LIMIT_EXCEEDED", `A body is at most ${bodyMaxInWords}.`);
  },
});

/** Refuses a request with a larger body, also if the request does not name the body's length. */
export const limitBody: MiddlewareHandler = (c, next) => {
  // The server passes no body of a GET or HEAD on. To ask for it would make the whole request anew.
  const isWithoutBody = c.req.method === "GET" || c.req.method === "HEAD";
  return isWithoutBody ? next() : refuseLarge(c, next);
};
