/** State machines as data: for each state, the states that may follow it. A state with none is final. */

export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

/** True if no state follows this one. */
export function isFinal<State extends string>(
  transitions: Transitions<State>,
  state: State,
): boolean {
  return transitions[state].length === 0;
}

/**
 * The states from which `to` may be reached; an UPDATE names them in its WHERE clause. A state that is not final is one
 * of them itself, because an UPDATE may keep it.
 */
export function statesBefore<State extends string>(
  transitions: Transitions<State>,
  to: State,
): State[] {
  return (Object.keys(transitions) as State[]).filter(
    (from) => transitions[from].includes(to) || (from === to && !isFinal(transitions, from)),
  );
}
