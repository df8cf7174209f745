/**
 * State machines as data: for each state, the states that may follow it. A state that no other state may follow is
 * final.
 */

export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>;

/** True if no other state may follow this state. */
export function isFinal<State extends string>(
  transitions: Transitions<State>,
  state: State,
): boolean {
  return transitions[state].length === 0;
}

/**
 * The states from which a row may get the state `to`; an UPDATE names them in its WHERE clause. They include `to`
 * itself unless `to` is final, because an UPDATE may keep the state.
 */
export function statesBefore<State extends string>(
  transitions: Transitions<State>,
  to: State,
): State[] {
  return (Object.keys(transitions) as State[]).filter(
    (from) => transitions[from].includes(to) || (from === to && !isFinal(transitions, from)),
  );
}
