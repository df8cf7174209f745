import { AppError } from "@churned/domain/shared";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ApiContext } from "./api-context.ts";

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
export const limitBody: MiddlewareHandler<ApiContext> = async (c, next) => {
  // The server passes no body of a GET or HEAD on. To ask for it would make the whole request anew.
  if (c.req.method === "GET" || c.req.method === "HEAD") return await next();
  return await whileSent(c, () => refuseLarge(c, next));
};

/** Reads the body. Throws CANCELLED if the caller broke the request off. */
export const readText = (c: Context<ApiContext>): Promise<string> =>
  whileSent(c, () => c.req.text());

/** The error of a reader whose caller broke the request off becomes CANCELLED. */
async function whileSent<T>(c: Context<ApiContext>, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError || c.env.incoming?.complete !== false) throw error;
    throw new AppError("CANCELLED", "The caller broke the request off.", { cause: error });
  }
}
