import { pathMatches } from '../../generator/build/choose.ts';
import { fail } from '../../generator/contract/diagnostics.ts';
import type { Contract, Operation } from '../../generator/contract/model.ts';

/** Which operations a run is about. What is absent selects all; several members narrow each other. */
export interface Selection {
  /** Names of tags. */
  readonly tags?: readonly string[];
  /** Paths of the document; `*` stands for any characters. */
  readonly paths?: readonly string[];
  /** Methods, in any case. */
  readonly methods?: readonly string[];
  /** Whether operations that are marked as deprecated take part: `with` (default), `without`, or `only` these. */
  readonly deprecated?: 'with' | 'without' | 'only';
}

/** The ids of the operations that a selection leaves out. A selection of nothing is a diagnostic. */
export function leftOut({ operations }: Contract, selection: Selection): readonly string[] {
  const known = new Set(operations.flatMap(({ tags }) => tags));
  const unknown = selection.tags?.find((tag) => !known.has(tag));
  if (unknown !== undefined)
    return fail({
      code: 'unknown-tag',
      message: `the document has no operation with the tag ${JSON.stringify(unknown)}`,
      hint: known.size === 0 ? 'No operation has a tag.' : `Known: ${[...known].join(', ')}`,
    });
  const left = operations.filter((operation) => !isSelected(operation, selection));
  if (left.length === operations.length && operations.length > 0)
    return fail({
      code: 'nothing-selected',
      message: 'no operation has these tags, paths and methods',
      hint: 'plumbline explain lists the operations.',
    });
  return left.map(({ operationId }) => operationId);
}

function isSelected(operation: Operation, { tags, paths, methods, deprecated = 'with' }: Selection): boolean {
  return (
    (tags === undefined || operation.tags.some((tag) => tags.includes(tag))) &&
    (paths === undefined || pathMatches(operation.path, paths)) &&
    (methods === undefined || methods.some((method) => method.toLowerCase() === operation.method)) &&
    (deprecated === 'with' || operation.deprecated === (deprecated === 'only'))
  );
}
