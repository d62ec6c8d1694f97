import type { Contract, SecurityRequirement } from '../contract/model.ts';
import { stringLiteral } from './text.ts';

const known = new WeakMap<Contract, readonly SecurityRequirement[]>();

/** The requirement that most operations share; the descriptors of the others name theirs. */
export function commonSecurity(contract: Contract): readonly SecurityRequirement[] {
  const common = known.get(contract) ?? mostFrequent(contract);
  known.set(contract, common);
  return common;
}

function mostFrequent({ operations }: Contract): readonly SecurityRequirement[] {
  const counts = new Map<string, { readonly security: readonly SecurityRequirement[]; count: number }>();
  for (const { security } of operations) {
    const literal = securityLiteral(security);
    const entry = counts.get(literal) ?? { security, count: 0 };
    entry.count++;
    counts.set(literal, entry);
  }
  return [...counts.values()].sort((left, right) => right.count - left.count)[0]?.security ?? [];
}

/** Whether two lists of requirements are equal. */
export const sameSecurity = (
  left: readonly SecurityRequirement[],
  right: readonly SecurityRequirement[],
): boolean => securityLiteral(left) === securityLiteral(right);

/** `[['a', 'b'], ['c']]`: a and b together, or c. */
export const securityLiteral = (security: readonly SecurityRequirement[]): string =>
  `[${security.map((names) => `[${[...names.keys()].map(stringLiteral).join(', ')}]`).join(', ')}]`;
