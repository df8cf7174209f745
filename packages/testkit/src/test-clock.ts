/** A clock that moves only when a test moves it. Pass it to code that takes the time as an argument. */
export class TestClock {
  #nowMs: number;

  /** Starts at the given time, or now. */
  constructor(startAt: Date = new Date()) {
    this.#nowMs = startAt.getTime();
  }

  /** The set time. The function is bound, so that tests can pass `clock.now`. */
  readonly now = (): Date => new Date(this.#nowMs);

  /** Sets the time, also to an earlier time. */
  set(at: Date): void {
    this.#nowMs = at.getTime();
  }

  /** Moves the time forward. */
  advanceMs(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}
