import type { Discriminator } from '../../generator/contract/model.ts';
import { seedFrom } from '../../generator/wire/random.ts';

/**
 * Discriminator values of one branch share the places of the branch: one of the values tries each place. The seed selects the
 * value, so that over several seeds every value tries every place.
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

/** The number of branches that try a shared deep place. */
const deepShare = 2;

/**
 * Whether the branch of a value tries a place that it shares with others: every branch tries a direct member of the body;
 * two of the branches that have a deeper place try it, in rotation by seed.
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

/** Number and index of the branches that try a shared place; branches from `columns` on do not try it. */
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

/** The first value of a discriminator: findings about a whole operation are reported with it. */
export const firstValue = (discriminator: Discriminator | undefined): string | undefined =>
  discriminator?.mapping.keys().next().value;
