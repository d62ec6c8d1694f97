import type { Operation, Resource } from '../../../generator/contract/model.ts';
import { keyParameters } from '../../../generator/contract/resources.ts';
import type { Scenario } from '../../model.ts';
import { takesId, unknownId } from '../ids.ts';
import type { Kit } from './kit.ts';
import { type Run, scenario } from './scenario.ts';

/** Unknown ids with unusual characters. */
const strangeIds = [
  '../secret',
  '..%2f',
  '%',
  '%00',
  '\u0000',
  'ünïcödé-中-😀',
  `long-${'x'.repeat(300)}`,
  "' OR '1'='1",
  '{"$gt":""}',
];

/** Sends ids that do not exist to every operation on an item. */
export const unknownIds = (kit: Kit, resource: Resource): Scenario =>
  scenario(kit, resource, 'unknown-ids', function* (send): Run {
    const { contract } = kit;
    const { create, retrieve, delete: remove, update, replace } = resource.operations;
    // Where nothing can be created, any id may exist already.
    if (create === undefined && resource.created === undefined) return;
    const operations = [
      retrieve,
      update,
      ...(resource.created?.in === 'path' ? [] : [replace]),
      ...resource.below,
      remove,
    ]
      .filter((operation) => operation !== undefined)
      .filter(
        ({ method, path }) => method !== 'put' || !path.endsWith('}') || resource.created?.in !== 'path',
      );
    const parameterOf = (operation: Operation): string | undefined =>
      keyParameters(resource, operation.path).at(-1);
    for (const operation of new Set(operations)) {
      const parameter = parameterOf(operation);
      const id = parameter === undefined ? undefined : unknownId(contract, operation, parameter);
      if (id === undefined || parameter === undefined) continue;
      yield* send('unknown-id', operation, 'an unknown id', { path: { [parameter]: id } });
    }
    const [first] = operations;
    const parameter = first === undefined ? undefined : parameterOf(first);
    if (first === undefined || parameter === undefined) return;
    for (const id of strangeIds.filter(takesId(contract, first, parameter)))
      yield* send('unknown-id', first, `the id ${JSON.stringify(id.slice(0, 20))}`, {
        path: { [parameter]: id },
      });
  });
