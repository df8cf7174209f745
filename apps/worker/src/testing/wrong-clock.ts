/** Sets the clock of a process 200 days ahead. `node --import` loads this file before the worker. */
const aheadMs = 200 * 24 * 60 * 60_000;
const RightDate = Date;

class WrongDate extends RightDate {
  constructor(...parts: readonly unknown[]) {
    if (parts.length === 0) super(WrongDate.now());
    else super(...(parts as [number]));
  }
  static override now(): number {
    return RightDate.now() + aheadMs;
  }
}

globalThis.Date = WrongDate as DateConstructor;
process.stdout.write("the clock is 200 days ahead\n");
