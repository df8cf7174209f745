/** A call without a complete answer after this time counts as unanswered, because an API may accept a call and hang. */
export const answerWithinMs = 20_000;

/** The first wait before a call is repeated. Each failure doubles the wait, up to `retryDelayMaxMs`. */
export const retryDelayMs = 1_000;

/** Short, so that pages recover within seconds after the API. */
export const retryDelayMaxMs = 5_000;

/** A read is repeated this many times if the API answers with an error of its own. */
export const retriesOfFailedReads = 3;
