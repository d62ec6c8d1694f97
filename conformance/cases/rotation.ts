import type { Discriminator } from '../../generator/contract/model.ts';
import { seedFrom } from '../../generator/wire/random.ts';

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

/** Of the branches that share a place deep inside a body, so many try it. */
const deepShare = 2;

/**
 * Whether the branch of a value tries a place that it shares with others: a member of the body is tried in every branch,
 * what lies deeper in two of those that have it, in rotation by seed.
 */
export function isBranchTurn(
  discriminator: Discriminator,
  value: string | undefined,
  pointer: string,
  sharers: readonly string[],
  seed: number,
): boolean {
  const { column, columns } = branchTurn(discriminator, value, pointer, sharers, seed);
  return column < columns;
}

/** Of the branches that try a shared place, how many there are and which one this is; from `columns` on, none of them. */
export function branchTurn(
  { mapping }: Discriminator,
  value: string | undefined,
  pointer: string,
  sharers: readonly string[],
  seed: number,
): { readonly column: number; readonly columns: number } {
  const turn = (seedFrom(seed, pointer) >>> 0) + sharers.indexOf(mapping.get(value ?? '') ?? '');
  const isDeep = pointer.split('/').length > 2;
  return {
    column: turn % sharers.length,
    columns: isDeep ? Math.min(deepShare, sharers.length) : sharers.length,
  };
}

/** The first value of a discriminator: what concerns an operation and not a value is said with it. */
export const firstValue = (discriminator: Discriminator | undefined): string | undefined =>
  discriminator?.mapping.keys().next().value;
