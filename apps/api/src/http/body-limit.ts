import { AppError } from "@churned/domain/shared";
import { bodyLimit } from "hono/body-limit";

const bodyMaxKib = 64;

/** The limit in words, for the error and its page. */
export const bodyMaxInWords = `${bodyMaxKib} KiB`;

/** Refuses a request with a larger body, also if the request does not name the body's length. */
export const limitBody = bodyLimit({
  maxSize: bodyMaxKib * 1024,
  onError: () => {
    throw new AppError("LIMIT_EXCEEDED", `A body is at most ${bodyMaxInWords}.`);
  },
});
