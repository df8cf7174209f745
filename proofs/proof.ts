/** A claim of the product that a command proves. Each folder of `proofs/` exports one as `proof`. */
export type Proof = {
  /** The name for `pnpm prove NAME`. */
  readonly name: string;
  /** The claim, in one sentence. */
  readonly claim: string;
  /** True if the short form also compares times or needs a certain speed, so that nothing may run beside it. */
  readonly comparesTimes?: boolean;
  /** Measures. `isShort`: takes seconds and not minutes, and checks only counts and ratios, never absolute times. */
  readonly run: (options: { readonly isShort: boolean }) => Promise<ProofResult>;
};

/** The measured value and its limit. */
export type ProofResult = {
  readonly figure: string;
  readonly mustReach: string;
  readonly ok: boolean;
};
