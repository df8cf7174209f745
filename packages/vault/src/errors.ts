/**
 * Why the vault refused. A closed set, stable forever:
 * - `UNKNOWN_KEY`: sealed to a key that is not in the ring. Sealing again to the current key helps.
 * - `DOES_NOT_OPEN`: altered, or moved to another connection, credential or key. Retrying never helps.
 * - `MALFORMED`: not the text form this package writes. Retrying never helps.
 */
export type VaultErrorCode = "UNKNOWN_KEY" | "DOES_NOT_OPEN" | "MALFORMED";

/**
 * The only error this package throws. Its message is fixed text and it carries no `cause`:
 * neither a token nor key material can travel in it.
 */
export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.name = "VaultError";
    this.code = code;
  }
}
