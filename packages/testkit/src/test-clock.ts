/** A clock that stands still until told: pass it where the product takes the time. */
export class TestClock {
  #nowMs: number;

  /** Starts at the given time, or now. */
  constructor(startAt: Date = new Date()) {
    this.#nowMs = startAt.getTime();
  }

  /** The set time. Bound, so that `clock.now` can be passed as a function. */
  readonly now = (): Date => new Date(this.#nowMs);

  /** Moves to a point in time, backwards too. */
  set(at: Date): void {
    this.#nowMs = at.getTime();
  }

  /** Moves on by this much. */
  advanceMs(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}
