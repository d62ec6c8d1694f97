import type { Contract } from '../../generator/contract/model.ts';
import type { Handler } from './behaviour.ts';

/** What distinguishes a mutant from a correct server: the bare document, HTTP itself, a relation, prose, a sequence. */
export type MutantBasis = 'schema' | 'http' | 'relation' | 'prose' | 'sequence';

/** A server broken in one way, and the check that must catch it. */
export interface Mutant {
  readonly id: string;
  readonly title: string;
  readonly basis: MutantBasis;
  readonly caughtBy: readonly string[];
  /** The affected operations; all when absent. */
  readonly operations?: readonly string[];
  breakServer(handler: Handler, contract: Contract): Handler;
}
