import type { Contract, Pointer, TypeExpression } from './model.ts';

/** What TypeScript can say of the schema at `pointer`. */
export function buildType(_contract: Contract, _pointer: Pointer): TypeExpression {
  return { kind: 'unknown' };
}
