import { AppError } from "@churned/domain/shared";
import { bodyLimit } from "hono/body-limit";

const bodyMaxBytes = 64 * 1024;

/** Refuses a request with a body of more than 64 KiB, also where the body comes without a length. */
export const limitBody = bodyLimit({
  maxSize: bodyMaxBytes,
  onError: () => {
    throw new AppError("LIMIT_EXCEEDED", `A body is at most ${bodyMaxBytes / 1024} KiB.`);
  },
});
