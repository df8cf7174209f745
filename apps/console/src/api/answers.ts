/** Reports how calls end, so that a page knows whether Churned answers. Only `send` reports. */

/**
 * How a call ended. `answered`: the API answered, with success or an error. `unanswered`: no answer came, or a proxy
 * answered. `unknown`: a write without an answer, which may have succeeded. `signed_out`: the API says that nobody is
 * signed in.
 */
export type Answer = "answered" | "unanswered" | "unknown" | "signed_out";

const listeners = new Set<(answer: Answer) => void>();

/** Returns a function that removes the listener. */
export function onAnswer(listener: (answer: Answer) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function tellAnswer(answer: Answer): void {
  for (const listener of listeners) listener(answer);
}
