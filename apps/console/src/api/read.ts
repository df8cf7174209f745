/**
 * The data of the last successful read, also if a later read failed: an error never replaces shown data. Undefined
 * before the first success.
 */
export function dataOf<T>(read: {
  readonly isPending: boolean;
  readonly data: T | undefined;
}): T | undefined {
  // Reading `data` while it is pending would suspend the component.
  return read.isPending ? undefined : read.data;
}
