/**
 * How long a check waits for an answer to its first two calls before it makes the other calls. The wait saves calls if
 * the host rejects the token. A person waits only if the answer usually comes during the wait.
 */

/**
 * The longest wait if a person waits and the token is probably valid (`hopeful`), and if nobody waits or the last token
 * was refused (`uncertain`).
 */
const longestMs = { hopeful: 60, uncertain: 1_000 };

/** The share of a new answer in the usual time. About ten answers replace what was learned before. */
const shareOfNew = 0.2;

/** Learns how long each host usually takes to answer, from the answers that this process received. */
export interface FirstPatience {
  learn(host: string, durationMs: number): void;
  /** The wait in ms; 0 makes all calls at once. */
  decide(host: string, isHopeful: boolean): number;
}

export function createFirstPatience(): FirstPatience {
  const usualMs = new Map<string, number>();
  return {
    learn(host, durationMs) {
      const before = usualMs.get(host) ?? durationMs;
      usualMs.set(host, before + (durationMs - before) * shareOfNew);
    },
    decide(host, isHopeful) {
      if (!isHopeful) return longestMs.uncertain;
      return (usualMs.get(host) ?? 0) > longestMs.hopeful ? 0 : longestMs.hopeful;
    },
  };
}
