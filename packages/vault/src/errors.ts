/**
 * Why the vault refused. The set is closed, and a code never changes its meaning. Retrying never helps.
 * - `UNKNOWN_KEY`: the token is sealed to a key that is not in the ring. Seal the token again, to the current key.
 * - `DOES_NOT_OPEN`: the sealed token was altered, or moved to another connection, credential or key.
 * - `MALFORMED`: the text does not have the form that this package writes.
 */
export type VaultErrorCode = "UNKNOWN_KEY" | "DOES_NOT_OPEN" | "MALFORMED";

/**
 * The only error that this package throws. Its message is fixed text and it has no `cause`, so that the error can
 * contain neither a token nor key material.
 */
export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.name = "VaultError";
    this.code = code;
  }
}
