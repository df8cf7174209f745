/** How calls fare, told to whoever watches whether Churned answers. One place tells it: `send`. */

/**
 * `answered`: by the API, whatever it said. `unanswered`: by nobody, or by something in between. `unknown`: the same of
 * a call that changes something, so that it may have been done. `signed_out`: the API says that nobody is signed in.
 */
export type Answer = "answered" | "unanswered" | "unknown" | "signed_out";

const listeners = new Set<(answer: Answer) => void>();

/** The returned function stops listening. */
export function onAnswer(listener: (answer: Answer) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function tellAnswer(answer: Answer): void {
  for (const listener of listeners) listener(answer);
}
