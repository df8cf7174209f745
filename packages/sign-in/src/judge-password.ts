/**
 * Refuses passwords that a guesser tries early: common and leaked passwords, keyboard patterns, repetitions, and words
 * that belong to the person or the product. The lists are part of a package, so no password leaves this process.
 */
import { AppError } from "@churned/domain/shared";
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

/** A guesser who knows the lists and the person must need at least so many guesses. */
const guessesLeast = 1e9;
/** Words of the product and of its installations. */
const productWords = ["churned", "connect", "planhat"];

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Loads the lists when they are first needed, because loading takes time and memory. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, { adjacencyGraphs, dictionary }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new core.ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}

/** Throws VALIDATION for a password that is easy to guess for somebody who knows the person. */
export async function refuseEasyPassword(
  password: string,
  person: { readonly email: string; readonly name: string },
): Promise<void> {
  estimator ??= loadEstimator();
  const words = `${person.email} ${person.name}`.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const { guesses } = (await estimator).check(password, [...productWords, person.email, ...words]);
  if (guesses >= guessesLeast) return;
  const message = "This password is easy to guess. Choose several words that have no connection.";
  throw new AppError("VALIDATION", message, { errors: [{ path: "newPassword", message }] });
}
