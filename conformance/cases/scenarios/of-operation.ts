import type { Operation } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import type { Kit } from './kit.ts';
import { type Run, sequence } from './scenario.ts';

/**
 * An operation that takes a key and also works without one: called with a valid key twice, with a wrong key, and without a key.
 */
export function optionalKey(kit: Kit, operation: Operation): readonly Scenario[] {
  const call = kit.least(operation);
  const needsNone = operation.security.some((requirement) => requirement.size === 0);
  const takesOne = operation.security.some((requirement) => requirement.size > 0);
  if (!needsNone || !takesOne || operation.method !== 'get' || call === undefined) return [];
  return [
    sequence(kit, named(operation, 'optional-key'), function* (send): Run {
      const own = yield* send('with-key', operation, 'with a valid key');
      if (own === undefined) return;
      const path = own.testCase.arguments.path;
      yield* send('with-key', operation, 'with a valid key again', { path });
      yield* send('with-wrong-key', operation, 'with a wrong key', { path, credentials: 'wrong' });
      yield* send('without-key', operation, 'without a key', { path, credentials: 'none' });
    }),
  ];
}

/** HEAD between two calls of GET with the same arguments. */
export function headBesideGet(kit: Kit, operation: Operation): readonly Scenario[] {
  const get = kit.contract.operations.find(({ path, method }) => path === operation.path && method === 'get');
  if (operation.method !== 'head' || get === undefined) return [];
  return [
    sequence(kit, named(operation, 'head'), function* (send): Run {
      const first = yield* send('get', get, 'GET before HEAD');
      if (first === undefined) return;
      const { path, query } = first.testCase.arguments;
      const known = new Set(operation.parameters.map(({ name }) => name));
      yield* send('head', operation, 'HEAD with the arguments of GET', {
        path,
        query: Object.fromEntries(Object.entries(query).filter(([name]) => known.has(name))),
      });
      yield* send('get', get, 'GET after HEAD', { path, query });
    }),
  ];
}

const named = ({ operationId, path }: Operation, name: string) => ({
  id: `${path}/${name}`,
  name,
  operationId,
});
