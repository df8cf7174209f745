/** A claim of the product that a command proves. Each folder of `proofs/` exports a proof with the name `proof`. */
export type Proof = {
  /** The name for `pnpm prove NAME`. */
  readonly name: string;
  /** The claim, in one sentence. */
  readonly claim: string;
  /**
   * True if the short version also compares times or needs a certain speed. Then nothing else may run at the same
   * time.
   */
  readonly comparesTimes?: boolean;
  /**
   * Runs the measurement. `isShort`: takes seconds instead of minutes, and checks only counts and ratios, never
   * absolute times.
   */
  readonly run: (options: { readonly isShort: boolean }) => Promise<ProofResult>;
};

/** The measured value, and the value that it must reach. */
export type ProofResult = {
  readonly figure: string;
  readonly mustReach: string;
  readonly ok: boolean;
};
