import type { Discriminator } from '../../generator/contract/model.ts';
import { seedFrom } from '../wire/random.ts';

/**
 * Values of a discriminator that lead to one branch share the places of that branch: each place is tried with one of
 * them, which one depends on the seed, so that over several seeds every value meets every place.
 */
export function isTurn(
  discriminator: Discriminator,
  value: string | undefined,
  place: string,
  seed: number,
): boolean {
  const branch = discriminator.mapping.get(value ?? '');
  const sharers = [...discriminator.mapping]
    .filter(([, pointer]) => pointer === branch)
    .map(([each]) => each);
  return sharers[(seedFrom(seed, place) >>> 0) % sharers.length] === value;
}

/** The first value of a discriminator: what concerns an operation and not a value is said with it. */
export const firstValue = (discriminator: Discriminator | undefined): string | undefined =>
  discriminator?.mapping.keys().next().value;
