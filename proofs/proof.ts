/** A claim of the product that a command proves. Each file of `proofs/` exports one as `proof`. */
export type Proof = {
  /** What `pnpm prove NAME` calls it. */
  readonly name: string;
  /** What is claimed, in one sentence. */
  readonly claim: string;
  /** Whether the short form compares times too, so that nothing may run beside it. */
  readonly comparesTimes?: boolean;
  /** Measures. `isShort`: seconds rather than minutes, asserting counts and ratios only, never absolute times. */
  readonly run: (options: { readonly isShort: boolean }) => Promise<ProofResult>;
};

/** What was measured, beside what it must reach. */
export type ProofResult = {
  readonly figure: string;
  readonly mustReach: string;
  readonly ok: boolean;
};
