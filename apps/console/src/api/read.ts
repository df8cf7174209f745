/**
 * What was last read, however reading it again went: a failure puts nothing in the place of what is shown. Undefined
 * until it is here for the first time.
 */
export function dataOf<T>(read: {
  readonly isPending: boolean;
  readonly data: T | undefined;
}): T | undefined {
  // Looked at only once it is here: while it is not, looking would suspend.
  return read.isPending ? undefined : read.data;
}
