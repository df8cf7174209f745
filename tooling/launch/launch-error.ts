/** A failure that the person at the terminal can fix. It is printed without a stack. */
export class LaunchError extends Error {
  readonly whatToDo: readonly string[];

  constructor(message: string, whatToDo: readonly string[] = []) {
    super(message);
    this.name = "LaunchError";
    this.whatToDo = whatToDo;
  }
}
