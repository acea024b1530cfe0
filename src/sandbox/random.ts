/** A stream of deterministic 32-bit unsigned integers. Nothing in the sandbox's rows depends on chance or on the clock. */
export type Random = () => number;

const TWO_32 = 2 ** 32;

/**
 * A stream that is a pure function of `parts` (a seed, a purpose, a day number …): this is what makes any date of the account
 * available without generating the others. Algorithm: Chris Doty-Humphrey's sfc32 (PractRand), which needs no 64-bit arithmetic.
 */
export function createRandom(...parts: readonly number[]): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let counter = 1;
  for (const part of parts) {
    a = scramble(a ^ part);
    b = scramble(b + a);
    c = scramble(c ^ b);
  }
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** Murmur3's finalizer: neighbouring seeds and days give unrelated streams. */
function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** Uniform in [0, 1). */
export function unit(random: Random): number {
  return random() / TWO_32;
}

/** Uniform integer in [0, limit). */
export function below(random: Random, limit: number): number {
  return Math.floor((random() / TWO_32) * limit);
}

/** Standard normal (Box-Muller). */
export function gaussian(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log((random() + 1) / TWO_32));
  return radius * Math.cos(2 * Math.PI * unit(random));
}

/** Poisson count. Above a mean of 30 the rounded normal is close enough and does not cost one draw per event. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * gaussian(random)));
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = unit(random); product > floor; product *= unit(random)) count++;
  return count;
}
