import type { Operation, Resource } from '../../../generator/contract/model.ts';
import type { Scenario } from '../../model.ts';
import type { Kit } from './kit.ts';
import { isOk, type Run, scenario } from './scenario.ts';

/** Creates two items with the same unique values. */
export const createTwice = (kit: Kit, resource: Resource, create: Operation): Scenario =>
  scenario(kit, resource, 'twice', function* (send): Run {
    const unique = kit.contract.inferred.unique.filter(
      ({ operationId }) => operationId === create.operationId,
    );
    if (unique.length === 0 || !create.responses.some(({ status }) => status === '409')) return;
    const made = yield* send('create', create, 'created');
    if (!isOk(made)) return;
    const { arguments: call } = made.testCase;
    yield* send(
      'create-again',
      create,
      `created again with the same ${unique.map(({ members }) => members.join('.')).join(' and ')}`,
      {
        call,
        fixed: unique.map(({ members }) => `/body/${members.join('/')}`),
        path: call.path,
      },
    );
  });
