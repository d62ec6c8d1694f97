import { typeAt } from '../build/build-type.ts';
import type { Contract, SchemaUse, TypeExpression } from '../contract/model.ts';

/** The type to write for a schema; `unknown` where it is absent. */
export const typeOf = (contract: Contract, use: SchemaUse | undefined): TypeExpression =>
  use === undefined ? { kind: 'unknown' } : typeAt(contract, use.pointer);
