/** Pseudo-random numbers that are the same in every run. Every record has a seed that is made from its index. */

/** A source of numbers in [0, 1), and of choices that are made with these numbers. */
export interface Random {
  next(): number;
  /** An integer from `min` to `max`, both inclusive. */
  between(min: number, max: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  chance(share: number): boolean;
}

const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const STEP = 0x6d2b79f5;

/** Makes a source from a seed. */
export function makeRandom(seed: string): Random {
  return startRandom(spreadSeed(seed));
}

/** Hashes a seed to 32 bits (FNV-1a). `state` is the hash of the seed's beginning, if that is already known. */
export function spreadSeed(seed: string, state = FNV_START): number {
  let spread = state;
  for (let at = 0; at < seed.length; at += 1)
    spread = Math.imul(spread ^ seed.charCodeAt(at), FNV_PRIME);
  return spread;
}

/** Makes a source from a hashed seed. */
export function startRandom(spread: number): Random {
  let state = spread;
  const next = (): number => {
    state = (state + STEP) | 0;
    return mix(state);
  };
  return {
    next,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    chance: (share) => next() < share,
  };
}

/** The first number of the source of a hashed seed, without making the source. */
export function drawFirst(spread: number): number {
  return mix((spread + STEP) | 0);
}

/** The mixing function of mulberry32. */
function mix(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
