import type { Contract } from '../../generator/contract/model.ts';
import type { DriftReport } from '../../generator/drift/index.ts';

/** How two contracts are compared. */
export interface DriftOptions {
  /** The names of the two sides in the report; `base` and `head` when absent. */
  readonly files?: { readonly base: string; readonly head: string };
  /** Compare the types of the generated SDK too. */
  readonly sdkImpact?: boolean;
}

/**
 * What changed from one version of an API to the next, the heaviest change first, each with its places in both documents and,
 * where it is breaking, with a message that shows it. Witnesses are confirmed by plain Ajv.
 *
 * @example
 * const { verdict, changes } = await drift(await loadContract('old.json'), await loadContract('new.json'));
 */
export async function drift(
  base: Contract,
  head: Contract,
  options: DriftOptions = {},
): Promise<DriftReport> {
  const [{ compareContracts, compareSources, makeReport }, { judgesOf }] = await Promise.all([
    import('../../generator/drift/index.ts'),
    import('../run/drift-judges.ts'),
  ]);
  const { files = { base: 'base', head: 'head' }, sdkImpact = false } = options;
  const changes = [
    ...compareContracts(base, head, { accepts: judgesOf(base, head) }),
    ...(sdkImpact ? compareSources(base, head) : []),
  ];
  return makeReport({ base, head, files }, changes, new Map(), [], sdkImpact);
}
